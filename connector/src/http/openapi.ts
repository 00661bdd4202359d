import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { problem } from './contracts/common.ts';
import type { Route } from './route.ts';

/** The OpenAPI 3.1 document of the given routes. */
export function openApiDocument(routes: readonly Route[], version: string, publicUrl: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'dunning-connector',
      version,
      description:
        'Dunning plans, their assignment, and the cadence that sends each reminder once. Errors are RFC 9457 problem documents.',
    },
    servers: [{ url: publicUrl }],
    security: [{ apiKey: [] }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    paths: paths,
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const parameters = {
    ...(route.params ? { path: route.params } : {}),
    ...(route.query ? { query: route.query } : {}),
  };
  const done = { description: 'Done', content: { [route.produces ?? 'application/json']: { schema: route.answer } } };
  const file = route.consumes && {
    [route.consumes.types[0]!]: { schema: { type: 'string', format: 'binary' } as const },
  };
  const content = file ?? (route.body && { 'application/json': { schema: route.body } });
  return {
    operationId: `${route.method}${route.path.replace(/^\/v1/, '').replace(/[/{}-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: route.summary,
    tags: [route.tag],
    ...(Object.keys(parameters).length > 0 ? { requestParams: parameters as never } : {}),
    ...(content ? { requestBody: { ...(file ? { required: true } : {}), content } } : {}),
    responses: {
      [String(route.status ?? 200)]: done,
      ...(route.upsert ? { '200': { ...done, description: 'Was there already, now as the body says' } } : {}),
      default: {
        description: 'What is wrong, and the remedy',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  };
}
