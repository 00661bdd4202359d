// Writes nodes/shared/api.d.ts from the OpenAPI document that a connector of this checkout serves.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { spawnConnector } from './support/connector.ts';

const file = path.resolve(import.meta.dirname, '../nodes/shared/api.d.ts');
const banner = '// Made by `npm run api:types` from the OpenAPI document of the connector.';

interface Document {
  components: { schemas: Record<string, JSONSchema> };
}

/** The types of the document's schemas, as the source of a declaration file. */
export async function apiTypes(document: Document): Promise<string> {
  const definitions = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/definitions/'),
  ) as Record<string, JSONSchema>;
  for (const [name, schema] of Object.entries(definitions)) schema.title = name;
  const root: JSONSchema = { title: 'Api', type: 'object', definitions, additionalProperties: false };
  const source = await compile(root, 'Api', {
    bannerComment: banner,
    unreachableDefinitions: true,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
  // What the generator says about its own input tells a reader nothing.
  return source
    .replace(/^export interface Api \{\}\n/m, '')
    .replace(
      /\n \*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g,
      '\n',
    )
    .replace(
      /\/\*\*\n \* This interface was referenced by `Api`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g,
      '\n',
    );
}

/** Whether the committed file is what the document says. */
export async function isCurrent(document: Document): Promise<boolean> {
  return (await readFile(file, 'utf8')) === (await apiTypes(document));
}

if (process.argv[1] === import.meta.filename) {
  const connector = await spawnConnector();
  try {
    await writeFile(file, await apiTypes(await connector.call<Document>('GET', '/v1/openapi.json')));
  } finally {
    await connector.stop();
  }
}
