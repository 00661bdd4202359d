import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildNodes } from '../../../demo/build.ts';
import { ensureN8n } from '../../../demo/n8n/install.ts';
import { startN8n } from '../../../demo/n8n/start.ts';
import { freePortFrom } from '../../../demo/ports.ts';
import { step } from '../../../demo/terminal.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    n8n: { url: string; owner: { email: string; password: string }; installation: string };
  }
}

/** One n8n for the whole suite, with the package installed as a community package, in a folder that goes away at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const userFolder = mkdtempSync(join(tmpdir(), 'dunning-n8n-'));
  await step('Nodes', buildNodes, (built) => (built ? 'built' : 'built already'));
  const { directory } = await step('n8n', ensureN8n, ({ version, reused }) => `${version}${reused ? ', reused' : ''}`);
  const n8n = await step(
    'Editor',
    async (progress) =>
      startN8n({
        installation: directory,
        userFolder,
        port: await freePortFrom(25_000 + Math.floor(Math.random() * 20_000)),
        nodesPackage: join(import.meta.dirname, '../../..'),
        owner: { email: 'owner@example.com', password: 'For-the-tests-1' },
        timeZone: 'Europe/Paris',
        progress,
      }),
    ({ url }) => url,
  );
  project.provide('n8n', { url: n8n.url, owner: n8n.owner, installation: directory });
  return async () => {
    await n8n.stop();
    rmSync(userFolder, { recursive: true, force: true });
  };
}
