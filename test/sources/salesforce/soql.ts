import type { ObjectName, Org, Row } from './org.ts';

type Test = (row: Row) => boolean;

/** What Salesforce says to a query it does not take. */
export class SoqlError extends Error {
  readonly errorCode: string;

  constructor(errorCode: string, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

const QUERY = /^SELECT (.+?) FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY ([\w, ]+?))?(?: LIMIT (\d+))?$/s;

/** Answers a query of the part of SOQL that the connector speaks: AND of comparisons, IN and parenthesised OR. */
export function runQuery(org: Org, soql: string, isDeletedSeen: boolean): { object: string; rows: Row[] } {
  const [, selected, object, where, order, limit] = QUERY.exec(soql) ?? [];
  if (!selected || !object) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${soql}'`);
  const shapes = org.fields[object as ObjectName];
  if (!shapes) throw new SoqlError('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  const check = (name: string): string => {
    if (shapes.some((shape) => shape.name === name)) return name;
    throw new SoqlError('INVALID_FIELD', `No such column '${name}' on entity '${object}'`);
  };
  const names = selected.split(',').map((name) => check(name.trim()));
  if (new Set(names).size < names.length) throw new SoqlError('INVALID_FIELD', 'duplicate field selected');
  const test = where ? parse(where, check) : () => true;
  const keys = order?.split(',').map((name) => check(name.trim())) ?? [];
  const rows = org
    .rows(object as ObjectName)
    .filter((row) => (isDeletedSeen || !row['IsDeleted']) && test(row))
    .sort((a, b) => keys.map((key) => compare(a[key], b[key])).find((sign) => sign !== 0) ?? 0)
    .slice(0, limit ? Number(limit) : undefined);
  return { object, rows: rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])) as Row) };
}

const TOKEN = /\s*('(?:\\.|[^'\\])*'|[(),]|!=|>=|<=|=|>|<|[^\s(),=<>!']+)/y;

function parse(text: string, check: (name: string) => string): Test {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[at++]!;
  const either = (): Test => {
    const tests = [both()];
    while (tokens[at] === 'OR') tests.push((next(), both()));
    return (row) => tests.some((test) => test(row));
  };
  const both = (): Test => {
    const tests = [one()];
    while (tokens[at] === 'AND') tests.push((next(), one()));
    return (row) => tests.every((test) => test(row));
  };
  const one = (): Test => {
    if (tokens[at] === '(') {
      next();
      const test = either();
      if (next() !== ')') throw new SoqlError('MALFORMED_QUERY', 'expecting a right parentheses');
      return test;
    }
    const name = check(next());
    const operator = next();
    if (operator === 'IN') {
      const values: unknown[] = [];
      for (let token = next(); token !== ')'; token = next())
        if (token !== '(' && token !== ',') values.push(value(token));
      return (row) => values.some((each) => compare(row[name], each) === 0);
    }
    const wanted = value(next());
    const holds: Record<string, (sign: number) => boolean> = {
      '=': (sign) => sign === 0,
      '!=': (sign) => sign !== 0,
      '>': (sign) => sign > 0,
      '>=': (sign) => sign >= 0,
      '<': (sign) => sign < 0,
      '<=': (sign) => sign <= 0,
    };
    if (!holds[operator]) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${operator}'`);
    return (row) => holds[operator]!(compare(row[name], wanted));
  };
  const test = either();
  if (at < tokens.length) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${tokens[at]}'`);
  return test;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SoqlError('MALFORMED_QUERY', `unexpected token in: ${text}`);
    tokens.push(match[1]!);
  }
  return tokens;
}

function value(token: string): unknown {
  if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, '$1');
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  if (/^\d{4}-\d\d-\d\dT/.test(token)) return Date.parse(token);
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  throw new SoqlError('MALFORMED_QUERY', `Bind variables only allowed in Apex code: ${token}`);
}

/** Texts compare without their case, as Salesforce does; instants by their time. */
function compare(a: unknown, b: unknown): number {
  if (a === null || a === undefined || b === null)
    return Number(b === null) - Number(a === null || a === undefined) === 0
      ? 0
      : a === null || a === undefined
        ? -1
        : 1;
  if (typeof b === 'number' && typeof a === 'string' && /T.*\+0000$/.test(a)) return Date.parse(a) - b;
  const [left, right] = [a, b].map((each) => (typeof each === 'string' ? each.toLowerCase() : each)) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
}
