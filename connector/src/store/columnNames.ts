import { CamelCasePlugin, type PluginTransformResultArgs, type QueryResult, type UnknownRow } from 'kysely';

/** `planId` in code, `plan_id` in the database. Kysely's own plugin names the columns of a result anew for every row: 2 µs for one of 24. */
export class CamelCaseColumns extends CamelCasePlugin {
  override async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows;
    if (!first) return result;
    const columns = Object.keys(first);
    const names = columns.map((column) => this.camelCase(column));
    // A copy of an object that has all the properties costs a third of one that gets them one by one.
    const blank: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, null]));
    const rows = result.rows.map((row) => {
      const named = { ...blank };
      for (let i = 0; i < columns.length; i++) named[names[i]!] = row[columns[i]!];
      return named;
    });
    return { ...result, rows };
  }
}

const snakeCased = new Map<string, string>();

/** `planId` → `plan_id`, as Kysely's CamelCasePlugin does it. */
export function snakeCase(name: string): string {
  let column = snakeCased.get(name);
  if (column === undefined) {
    column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeCased.set(name, column);
  }
  return column;
}
