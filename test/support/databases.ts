import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** An empty database of one test's own. */
export interface FreshDatabase {
  /** As in DUNNING_DATABASE_URL. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface Database {
  readonly name: 'SQLite' | 'PostgreSQL';
  create(): Promise<FreshDatabase>;
}

/** What the connector runs on; a suite runs on each: `describe.each(databases)('$name', (database) => …)`. */
export const databases: readonly Database[] = [
  { name: 'SQLite', create: copySqlite },
  { name: 'PostgreSQL', create: copyPostgres },
];

async function copySqlite(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'dunning-sqlite-'));
  const path = join(folder, 'dunning.sqlite');
  await copyFile(inject('templates').sqlite, path);
  return { url: `sqlite:${path}`, drop: () => rm(folder, { recursive: true, force: true }) };
}

async function copyPostgres(): Promise<FreshDatabase> {
  const { server, name: template } = inject('templates').postgres;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: `${server}/${name}`, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(server: string, command: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}
