import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../connector/src/store/store.ts';
import { startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Databases that hold the connector's schema and nothing else. */
    templates: {
      /** Path of a file. */
      readonly sqlite: string;
      /** A server, as a URL without a database, and the name of the database there. */
      readonly postgres: { readonly server: string; readonly name: string };
    };
  }
}

/** One PostgreSQL server for a whole vitest run, and on each kind of database a template that every test copies. */
export default async function makeTemplates(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'dunning-databases-'));
  const postgres = await startPostgres();
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const sqlite = join(folder, 'template.sqlite');
    await migrate(`sqlite:${sqlite}`);
    const server = postgres.url;
    const name = 'dunning_template';
    await postgres.createDatabase(name);
    await migrate(`${server}/${name}`);
    project.provide('templates', { sqlite, postgres: { server, name } });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function migrate(url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
}
