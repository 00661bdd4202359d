import Handlebars from 'handlebars';
import type { Fields } from './fields.ts';
import { bareValue } from './fieldValue.ts';
import { formatsFor } from './format.ts';

/** A template that cannot be rendered with these fields; the message says why to a person (MAN-2). */
export class TemplateRenderError extends Error {
  /** The field that has no value, where that is the reason. */
  readonly field: string | null;

  constructor(message: string, field: string | null) {
    super(message);
    this.name = 'TemplateRenderError';
    this.field = field;
  }
}

/** Helpers of our templates and how many arguments each takes; `checkTemplate` refuses all others. */
export const BLOCK_HELPERS: Readonly<Record<string, number>> = { if: 1, unless: 1, each: 1, with: 1 };
export const INLINE_HELPERS: Readonly<Record<string, number>> = { plural: 3, gt: 2, eq: 2, lookup: 2 };

export type Render<T = Fields> = (fields: T) => string;

type Engine = ReturnType<typeof Handlebars.create>;

const MAX_LANGUAGES = 100;
const engines = new Map<string, Engine>();
const RUNTIME = Object.freeze({ allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
const KNOWN_HELPERS: Record<string, boolean> = { plural: true, gt: true, eq: true, webLink: true, log: false };

/**
 * Compiles a Handlebars template: strict (a field without a value throws `TemplateRenderError`), own properties only.
 * `{{{ }}}` escapes like `{{ }}`, because templates are people's and values are everybody's.
 */
export function compileTemplate<T = Fields>(source: string, options: { language: string; escape: boolean }): Render<T> {
  const program = Handlebars.parse(source);
  new Preparation().accept(program);
  const render = engineFor(options.language).compile<T>(program, {
    strict: true,
    knownHelpers: KNOWN_HELPERS,
    knownHelpersOnly: true,
    noEscape: !options.escape,
  });
  return (fields) => {
    try {
      return render(fields, RUNTIME);
    } catch (error) {
      throw renderError(error, source);
    }
  };
}

/** Escapes all output; and lets `{{#if x.raw}}` test a field that may be absent, since our helpers take the bare value. */
class Preparation extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    mustache.escaped = true;
    if (mustache.path.type === 'PathExpression')
      this.unwrap((mustache.path as hbs.AST.PathExpression).original, mustache.params);
    super.MustacheStatement(mustache);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    this.unwrap(block.path.original, block.params);
    super.BlockStatement(block);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.unwrap(expression.path.original, expression.params);
    super.SubExpression(expression);
  }

  private unwrap(helper: string, params: hbs.AST.Expression[]): void {
    if (helper === 'each' || helper === 'lookup') return;
    for (const param of params) {
      if (param.type !== 'PathExpression') continue;
      const { parts } = param as hbs.AST.PathExpression;
      if (parts.length > 1 && parts.at(-1) === 'raw') parts.pop();
    }
  }
}

function engineFor(language: string): Engine {
  let engine = engines.get(language);
  if (!engine) {
    if (engines.size >= MAX_LANGUAGES) engines.clear();
    engine = createEngine(language);
    engines.set(language, engine);
  }
  return engine;
}

function createEngine(language: string): Engine {
  const engine = Handlebars.create();
  const formats = formatsFor(language);
  const builtInWith = engine.helpers['with']!;
  engine.unregisterHelper('log');
  engine.registerHelper('if', function (this: unknown, condition: unknown, options: Handlebars.HelperOptions) {
    return isFilled(condition) ? options.fn(this) : options.inverse(this);
  });
  engine.registerHelper('unless', function (this: unknown, condition: unknown, options: Handlebars.HelperOptions) {
    return isFilled(condition) ? options.inverse(this) : options.fn(this);
  });
  engine.registerHelper('with', function (this: unknown, group: unknown, options: Handlebars.HelperOptions): unknown {
    return isFilled(group) ? builtInWith.call(this, group, options) : options.inverse(this);
  });
  engine.registerHelper('gt', (a: unknown, b: unknown) => Number(bareValue(a)) > Number(bareValue(b)));
  engine.registerHelper('eq', (a: unknown, b: unknown) => bareValue(a) === bareValue(b));
  engine.registerHelper('plural', (count: unknown, one: string, other: string) => {
    const number = Number(bareValue(count));
    if (Number.isNaN(number)) throw new TemplateRenderError('`plural` was given something that is no number', null);
    return `${number} ${formats.isSingular(number) ? one : other}`;
  });
  engine.registerHelper('webLink', (link: unknown, field: string) => webLink(link, field));
  return engine;
}

/** An address for `href`: with a harmless scheme or none at all, else nothing. */
function webLink(link: unknown, field: string): string {
  if (link === undefined) throw missingField(field);
  const address = String(link);
  return /^(?:https?:|mailto:|tel:|[^:]*$)/i.test(address) ? address : '';
}

function missingField(field: string): TemplateRenderError {
  return new TemplateRenderError(`\`${field}\` has no value for this message`, field);
}

/** What `{{#if}}` goes by: not 0, not empty, not an absent field or group. */
function isFilled(value: unknown): boolean {
  const bare = bareValue(value);
  if (typeof bare !== 'object' || bare === null) return Boolean(bare);
  for (const key in bare) if (Object.hasOwn(bare, key)) return true;
  return false;
}

const NOT_DEFINED = /^"(.*)" not defined in /;

function renderError(error: unknown, source: string): TemplateRenderError {
  if (error instanceof TemplateRenderError) return error;
  const { message, lineNumber, column, endColumn } = error as Handlebars.Exception;
  const missing = NOT_DEFINED.exec(message);
  if (!missing) return new TemplateRenderError(`The template cannot be rendered: ${message}`, null);
  const line = source.split('\n')[Number(lineNumber) - 1] ?? '';
  const field =
    line
      .slice(Number(column), Number(endColumn))
      .replace(/[{}~&]/g, '')
      .trim() || missing[1]!;
  return missingField(field);
}
