import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>;
}

export interface Answered {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: unknown;
}

/** What the OpenAPI document promises, held against what is answered. */
export class Contract {
  readonly #document: OpenApiDocument;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    this.#ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/); // theirs knows neither localhost nor bücher.example
    this.#ajv.addSchema(document, 'api');
  }

  /** How an answer breaks the promise, or null; what the document does not describe breaks it too. */
  breach({ method, path, status, contentType, body }: Answered): string | null {
    const operations = this.#pathOf(path);
    const operation = operations && this.#document.paths[operations]?.[method.toLowerCase()];
    if (!operation) return status >= 400 ? null : `${method} ${path} is not described`;
    const described = String(status) in operation.responses ? String(status) : 'default';
    const type = contentType.split(';')[0]!;
    if (!operation.responses[described]?.content[type])
      return `${operation.operationId} ${status} ${type} is not described`;
    const pointer = ['paths', operations, method.toLowerCase(), 'responses', described, 'content', type, 'schema'];
    const validate = this.#validator(`api#/${pointer.map(escapePointer).join('/')}`);
    if (validate(body)) return null;
    return `${operation.operationId} ${status} is not as described: ${this.#ajv.errorsText(validate.errors)}`;
  }

  #pathOf(path: string): string | undefined {
    if (path in this.#document.paths) return path;
    const parts = path.split('/');
    return Object.keys(this.#document.paths).find((template) => {
      const names = template.split('/');
      return (
        names.length === parts.length && names.every((name, place) => name.startsWith('{') || name === parts[place])
      );
    });
  }

  #validator($ref: string): ValidateFunction {
    let validator = this.#validators.get($ref);
    if (!validator) this.#validators.set($ref, (validator = this.#ajv.compile({ $ref })));
    return validator;
  }
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
