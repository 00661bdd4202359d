// The gate of the community package over its sources and over what is published, then ESLint over the rest.
import path from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const root = path.dirname(import.meta.dirname);
let failed = false;

for (const [what, patterns] of [
  ['the sources of the nodes', SOURCE_FILE_PATTERNS],
  ['dist, as published', ['dist/**/*.js', 'package.json']],
] as const) {
  const { passed, message, details } = await analyzePackage(root, [...patterns]);
  console.log(`${passed ? 'passed' : 'FAILED'}: community package scan of ${what}`);
  if (!passed) console.log(details ?? message);
  failed ||= !passed;
}

const eslint = new ESLint({ cwd: root, flags: ['unstable_config_lookup_from_file'] });
const results = await eslint.lintFiles(['connector/src/**/*.ts', 'test/**/*.ts', 'demo/**/*.ts']);
const report = await (await eslint.loadFormatter('stylish')).format(results);
const clean = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
console.log(`${clean ? 'passed' : 'FAILED'}: ESLint of connector, test and demo${report}`);
failed ||= !clean;

if (failed) process.exitCode = 1;
