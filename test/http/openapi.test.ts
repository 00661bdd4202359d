import { expect, test } from 'vitest';
import { openApiDocument } from '../../connector/src/http/openapi.ts';
import { allRoutes } from '../../connector/src/http/routes/index.ts';

interface Document {
  openapi: string;
  paths: Record<
    string,
    Record<string, { operationId: string; parameters?: { name: string; in: string }[]; responses: object }>
  >;
  components: { schemas: Record<string, object> };
}

const routes = allRoutes('0.0.0');
const document = JSON.parse(JSON.stringify(openApiDocument(routes, '0.0.0', 'http://127.0.0.1'))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every route is in the document, and nothing else', () => {
  const documented = operations.map(({ path, method }) => `${method} ${path}`);
  expect(documented.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
  expect(document.openapi).toBe('3.1.0');
});

test('every schema that is named is there', () => {
  const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !(name in document.components.schemas))).toEqual([]);
});

test('operations have names of their own, and the parameters of their paths', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect({ path, inPath }).toEqual({ path, inPath: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name) });
  }
});

test('the records of a batch are described', () => {
  const batch = document.paths['/v1/invoices/batch']!['post'] as unknown as { requestBody: object };
  expect(JSON.stringify(batch.requestBody)).toContain('"items":{"$ref":"#/components/schemas/InvoiceInput"}');
});
