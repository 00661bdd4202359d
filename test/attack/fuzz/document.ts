import type { Random } from './random.ts';

/** What of JSON Schema the OpenAPI document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface FuzzedOperation {
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly query: readonly Parameter[];
  /** null: it takes none. */
  readonly body: { readonly contentType: string; readonly schema: Schema } | null;
}

export interface FuzzedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Every operation that the document describes. */
export function operationsOf(document: FuzzedDocument): FuzzedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const [content] = Object.entries(requestBody?.content ?? {});
      return {
        method: method.toUpperCase(),
        path,
        query: parameters.filter((parameter) => parameter.in === 'query'),
        body: content ? { contentType: content[0], schema: content[1].schema } : null,
      };
    }),
  );
}

/** What the document leaves out: calls of vendors, mail services and people's links, with proofs of their own. */
export const OUTSIDE: readonly FuzzedOperation[] = [
  { method: 'POST', path: '/v1/sources/{id}/webhook' },
  ...['postmark', 'sendgrid', 'mailgun', 'ses', '{service}'].map((service) => ({
    ...{ method: 'POST', path: `/v1/mail-services/${service}` },
  })),
  { method: 'GET', path: '/portal/{token}' },
  { method: 'GET', path: '/portal/{token}/invoices/{id}/{form}' },
  ...['promises', 'disputes'].map((form) => ({ method: 'POST', path: `/portal/{token}/invoices/{id}/${form}` })),
  { method: 'GET', path: '/files/{token}/{name}' },
  { method: 'GET', path: '/mailbox/{id}' },
  { method: 'GET', path: '/mailbox/{id}/attachments/{place}' },
  { method: 'GET', path: '/mailbox', query: ['cursor', 'limit'] },
  { method: 'GET', path: '/metrics' },
].map(({ query = [], ...call }: { method: string; path: string; query?: string[] }) => ({
  ...call,
  query: query.map((name) => ({ in: 'query', name, schema: {} })),
  body: call.method === 'POST' ? { contentType: 'application/json', schema: { type: 'object' } } : null,
}));

const DEPTH = 6;

/** A value that fits a schema, more or less: what the schema cannot say may be wrong about it. */
export function fitting(document: FuzzedDocument, schema: Schema, random: Random, ids: readonly string[]): unknown {
  const make = (part: Schema, name: string, depth: number): unknown => {
    if (part.$ref !== undefined) {
      const named = document.components?.schemas?.[part.$ref.split('/').at(-1)!];
      return named ? make(named, name, depth) : null;
    }
    if (part.const !== undefined) return part.const;
    if (part.enum) return random.pick(part.enum);
    if (part.anyOf) return make(random.pick(part.anyOf), name, depth);
    if (/id$/i.test(name) && random.chance(0.7)) return random.pick(ids);
    if (part.example !== undefined && random.chance(0.8)) return part.example;
    switch (typeof part.type === 'string' ? part.type : random.pick(part.type ?? ['null'])) {
      case 'object':
        return Object.fromEntries(
          Object.entries(part.properties ?? {})
            .filter(([key]) => (part.required ?? []).includes(key) || (depth < DEPTH && random.chance(0.6)))
            .map(([key, value]) => [key, make(value, key, depth + 1)]),
        );
      case 'array':
        return Array.from({ length: depth < DEPTH ? random.below(3) : 0 }, () =>
          make(part.items ?? {}, name, depth + 1),
        );
      case 'integer':
      case 'number':
        return random.pick([part.minimum ?? 0, part.maximum ?? 1_000, 1, 7]);
      case 'boolean':
        return random.chance(0.5);
      case 'string':
        if (part.format === 'date') return random.pick(['2026-11-20', '2026-12-01', '2026-11-23']);
        return random.pick(['Text', 'EUR', 'OWN-1', 'a@example.com', ...ids.slice(0, 4)]);
      default:
        return null;
    }
  };
  return make(schema, '', 0);
}
