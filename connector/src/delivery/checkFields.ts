import {
  FIELDS_IN,
  INVOICE_FIELDS,
  isGroup,
  isList,
  member,
  printableNames,
  type Group,
  type Shape,
  type TemplateScope,
} from './fieldNames.ts';
import { nearestName } from './nearestName.ts';
import type { SyntaxProblem } from './syntaxProblem.ts';
import { BLOCK_HELPERS, INLINE_HELPERS } from './templateEngine.ts';

/** Where an expression stands: what each `../` leads to, innermost last, and the block parameters by name. */
interface Place {
  contexts: readonly Shape[];
  parameters: ReadonlyMap<string, Shape>;
}

/** Walks a template's syntax tree and reports what would not render: unknown fields and helpers, wrong arguments. */
export function checkFields(program: hbs.AST.Program, scope: TemplateScope): SyntaxProblem[] {
  const check = new FieldCheck(scope);
  check.program(program, { contexts: [FIELDS_IN[scope]], parameters: new Map() });
  return check.problems;
}

const LOOP_VARIABLES = new Set(['index', 'key', 'first', 'last']);

class FieldCheck {
  readonly problems: SyntaxProblem[] = [];
  readonly #scope: TemplateScope;
  readonly #root: Group;

  constructor(scope: TemplateScope) {
    this.#scope = scope;
    this.#root = FIELDS_IN[scope];
  }

  program(program: hbs.AST.Program | undefined, place: Place): void {
    for (const statement of program?.body ?? []) this.#statement(statement, place);
  }

  #statement(statement: hbs.AST.Statement, place: Place): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.#printed(statement as hbs.AST.MustacheStatement, place);
      case 'BlockStatement':
        return this.#block(statement as hbs.AST.BlockStatement, place);
      default:
        this.#report(statement, 'partials and decorators cannot be used in messages');
    }
  }

  #printed(statement: hbs.AST.MustacheStatement, place: Place): void {
    const { path, params } = statement;
    if (isHelper(path, INLINE_HELPERS)) {
      this.#helper(path, params, INLINE_HELPERS, place);
      return;
    }
    if (isHelper(path, BLOCK_HELPERS))
      return this.#report(path, `\`${path.original}\` opens a block: write \`{{#${path.original} …}}\``);
    if (params.length > 0) return this.#report(path, `unknown helper \`${nameOf(path)}\``);
    const shape = this.#value(path, place);
    if (!shape || shape === 'text' || shape === 'value' || shape === 'any') return;
    const example = isGroup(shape) ? printableNames(shape)[0] : undefined;
    if (isList(shape)) this.#report(path, `\`${nameOf(path)}\` is a list: write \`{{#each ${nameOf(path)}}}\``);
    else
      this.#report(
        path,
        `\`${nameOf(path)}\` is a group of fields: name one of them${example ? `, such as \`${nameOf(path)}.${example}\`` : ''}`,
      );
  }

  #block(block: hbs.AST.BlockStatement, place: Place): void {
    const { path, params, program, inverse } = block;
    if (!isHelper(path, BLOCK_HELPERS)) {
      return this.#report(
        path,
        `unknown block \`{{#${nameOf(path)}}}\`: there are ${Object.keys(BLOCK_HELPERS).join(', ')}`,
      );
    }
    const [shape = 'any'] = this.#helper(path, params, BLOCK_HELPERS, place);
    this.program(inverse, place);
    if (path.original === 'if' || path.original === 'unless') return this.program(program, place);
    const inner = path.original === 'each' ? this.#elements(shape, params[0], place) : shape;
    const parameters = new Map(place.parameters);
    const [element, key] = program?.blockParams ?? [];
    if (element) parameters.set(element, inner);
    if (key) parameters.set(key, 'text');
    this.program(program, { contexts: [...place.contexts, inner], parameters });
  }

  #elements(shape: Shape, param: hbs.AST.Expression | undefined, place: Place): Shape {
    if (isList(shape)) return shape.list;
    if (shape !== 'any' && param) this.#report(param, `\`${nameOf(param)}\` is no list${this.#listHint(place)}`);
    return 'any';
  }

  #listHint(place: Place): string {
    return member(place.contexts[0]!, 'invoices') ? ': `{{#each}}` goes through `invoices`' : '';
  }

  /** The shapes of a helper's arguments. */
  #helper(
    path: hbs.AST.PathExpression,
    params: hbs.AST.Expression[],
    arity: Readonly<Record<string, number>>,
    place: Place,
  ): Shape[] {
    const expected = arity[path.original]!;
    if (params.length !== expected) {
      this.#report(
        path,
        `\`${path.original}\` takes ${expected} argument${expected === 1 ? '' : 's'}, not ${params.length}`,
      );
    }
    return params.map((param) => this.#value(param, place) ?? 'any');
  }

  #value(expression: hbs.AST.Expression, place: Place): Shape | null {
    if (expression.type === 'SubExpression') {
      const { path, params } = expression as hbs.AST.SubExpression;
      if (isHelper(path, INLINE_HELPERS)) this.#helper(path, params, INLINE_HELPERS, place);
      else
        this.#report(path, `unknown helper \`${nameOf(path)}\`: there are ${Object.keys(INLINE_HELPERS).join(', ')}`);
      return 'any';
    }
    return expression.type === 'PathExpression' ? this.#path(expression as hbs.AST.PathExpression, place) : 'text';
  }

  #path(path: hbs.AST.PathExpression, place: Place): Shape | null {
    const { parts, depth, data } = path;
    if (data) return this.#dataVariable(path, place);
    const parameter = depth === 0 && parts[0] !== undefined ? place.parameters.get(parts[0]) : undefined;
    if (parameter) return this.#follow(parameter, parts.slice(1), path, place);
    const context = place.contexts.at(-1 - depth);
    if (context) return this.#follow(context, parts, path, place);
    this.#report(path, `\`${path.original}\`: there is nothing outside for \`../\` to lead to`);
    return null;
  }

  #dataVariable(path: hbs.AST.PathExpression, place: Place): Shape | null {
    const [name = '', ...rest] = path.parts;
    if (name === 'root') return this.#follow(this.#root, rest, path, place);
    if (LOOP_VARIABLES.has(name) && rest.length === 0 && place.contexts.length > 1) return 'text';
    this.#report(path, `unknown variable \`${path.original}\``);
    return null;
  }

  #follow(from: Shape, parts: string[], path: hbs.AST.PathExpression, place: Place): Shape | null {
    let shape: Shape | null = from;
    for (const part of parts) shape &&= member(shape, part);
    if (!shape) this.#report(path, this.#unknown(path, place));
    return shape;
  }

  #unknown({ original, parts }: hbs.AST.PathExpression, { contexts, parameters }: Place): string {
    if (this.#scope === 'rule' && INVOICE_FIELDS.has(parts[0] ?? '')) {
      return `\`${original}\` is a field of an invoice; a rule's notification has fields of the customer only`;
    }
    const outside = contexts.slice(0, -1).reverse();
    const depth = outside.findIndex((context) =>
      parts.reduce<Shape | null>((shape, part) => shape && member(shape, part), context),
    );
    if (depth >= 0)
      return `unknown field \`${original}\` in this block; did you mean \`${'../'.repeat(depth + 1)}${parts.join('.')}\`?`;
    const names = [...parameters].flatMap(([name, shape]) => printableNames(shape, name));
    contexts
      .toReversed()
      .forEach((context, up) => names.push(...printableNames(context).map((name) => '../'.repeat(up) + name)));
    const nearest = nearestName(original, names);
    return `unknown field \`${original}\`${nearest ? `; did you mean \`${nearest}\`?` : ''}`;
  }

  #report(node: hbs.AST.Node, message: string): void {
    this.problems.push({ line: node.loc.start.line, column: node.loc.start.column + 1, message });
  }
}

function isHelper(path: hbs.AST.Expression, helpers: Readonly<Record<string, number>>): path is hbs.AST.PathExpression {
  return path.type === 'PathExpression' && Object.hasOwn(helpers, (path as hbs.AST.PathExpression).original);
}

function nameOf(expression: hbs.AST.Expression): string {
  const { original } = expression as hbs.AST.PathExpression;
  return original === '.' ? 'this' : String(original ?? expression.type);
}
