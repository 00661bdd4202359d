import { CompiledQuery, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { snakeCase } from './columnNames.ts';
import type { Db, Dialect, Row } from './dialect.ts';
import { postgresJson } from './postgresJson.ts';
import { watchedPool } from './postgresPool.ts';

const INT8 = 20;
const NUMERIC = 1700;
/** serialization_failure, deadlock_detected, and unique_violation: the record came at the same moment, the next try finds it. */
const REPEATABLE = new Set(['40001', '40P01', '23505']);

/**
 * Every statement touches a few rows by their keys. PostgreSQL's default cost of a random read is a spinning disk's, by which it would read
 * tables of ten thousand rows from end to end for twenty of them.
 */
export const PLANNER = 'SET random_page_cost = 1.1; SET jit = off';

/** `postgres://…`; 64-bit integers and sums come as numbers, since every amount is a safe integer (MON-1). */
export function postgresDialect(url: string, connections = 10): Dialect {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(NUMERIC, Number);
  const pool = watchedPool({ connectionString: url, max: connections, types }, PLANNER);

  const run = async (db: Db, text: string, rows: readonly Row[], columns: readonly string[]) => {
    const records = rows.map((row) => Object.fromEntries(columns.map((column) => [snakeCase(column), row[column]])));
    await db.executeQuery(CompiledQuery.raw(text, [JSON.stringify(records)]));
  };

  return {
    name: 'postgres',
    bigint: 'bigint',
    bytes: 'bytea',
    documentFolder: null,
    autoIncrement: 'bigserial PRIMARY KEY',
    kysely: new PostgresDialect({ pool }),
    json: postgresJson,
    byCharacters: 'COLLATE "C"',
    lowerCase: 'lower',
    oneOf: (column, values) => sql<boolean>`${sql.ref(column)} = any(${values})`,
    async insert(db, table, rows) {
      if (rows.length === 0) return;
      const columns = Object.keys(rows[0]!);
      const names = columns.map(snakeCase).join(', ');
      const name = snakeCase(table);
      await run(
        db,
        `INSERT INTO ${name} (${names}) SELECT ${names} FROM json_populate_recordset(null::${name}, $1::json)`,
        rows,
        columns,
      );
    },
    async update(db, table, key, columns, rows) {
      const set = columns.map((column) => `${snakeCase(column)} = r.${snakeCase(column)}`);
      const name = snakeCase(table);
      const where = key.map((column) => `t.${snakeCase(column)} = r.${snakeCase(column)}`).join(' AND ');
      await run(
        db,
        `UPDATE ${name} AS t SET ${set.join(', ')} FROM json_populate_recordset(null::${name}, $1::json) AS r WHERE ${where}`,
        rows,
        [...key, ...columns],
      );
    },
    async add(db, table, key, sums, rows) {
      if (rows.length === 0) return;
      const columns = [...key, ...sums];
      const names = columns.map(snakeCase).join(', ');
      const name = snakeCase(table);
      const set = sums
        .map((sum) => `${snakeCase(sum)} = ${name}.${snakeCase(sum)} + excluded.${snakeCase(sum)}`)
        .join(', ');
      await run(
        db,
        `INSERT INTO ${name} (${names}) SELECT ${names} FROM json_populate_recordset(null::${name}, $1::json)
         ON CONFLICT (${key.map(snakeCase).join(', ')}) DO UPDATE SET ${set}`,
        rows,
        columns,
      );
    },
    checkWritable: () => undefined,
    isWorthRepeating: (error) => REPEATABLE.has((error as { code?: string }).code ?? ''),
    close: () => pool.end(),
  };
}
