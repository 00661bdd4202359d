import type { QuickBooksObject } from './company.ts';

export interface Query {
  readonly entity: string;
  readonly counts: boolean;
  readonly start: number;
  readonly most: number;
  readonly holds: (object: QuickBooksObject) => boolean;
}

const SHAPE =
  /^select (?<what>\*|count\(\*\)) from (?<entity>\w+)(?: where (?<where>.+?))?(?: orderby (?<order>[\w.]+))?(?: startposition (?<start>\d+))?(?: maxresults (?<most>\d+))?$/i;

/** A statement of QuickBooks’ query language, as far as it is used; null for what the real one refuses. */
export function parseQuery(text: string): Query | null {
  const found = SHAPE.exec(text)?.groups;
  if (!found) return null;
  const { what, entity, where, order, start = '1', most = '100' } = found;
  if (order !== undefined && order.toLowerCase() !== 'metadata.lastupdatedtime') return null;
  if (Number(start) < 1 || Number(most) < 1 || Number(most) > 1000) return null;
  const conditions = (where ?? '').split(/ and /i).filter((part) => part !== '');
  const tests = conditions.map(condition);
  if (tests.includes(null)) return null;
  // Inactive customers are found by those who ask for them.
  const asksActive = conditions.some((part) => /^active\b/i.test(part));
  return {
    entity: entity!,
    counts: what !== '*',
    start: Number(start),
    most: Number(most),
    holds: (object) => (asksActive || object['Active'] !== false) && tests.every((test) => test!(object)),
  };
}

function condition(text: string): ((object: QuickBooksObject) => boolean) | null {
  const since = /^metadata\.lastupdatedtime (>=|>) '([^']+)'$/i.exec(text);
  if (since) {
    const from = Date.parse(since[2]!);
    if (Number.isNaN(from)) return null;
    return ({ MetaData }) => Date.parse(MetaData.LastUpdatedTime) >= (since[1] === '>' ? from + 1 : from);
  }
  const list = /^(\w+) in \(([^)]*)\)$/i.exec(text);
  if (!list) return null;
  const values = list[2]!.split(',').map((value) => value.trim().replace(/^'(.*)'$/, '$1'));
  return (object) => values.includes(String(object[list[1]!]));
}
