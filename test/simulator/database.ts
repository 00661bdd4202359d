import type { CompiledQuery, DatabaseConnection, Driver } from 'kysely';
import type { Dialect } from '../../connector/src/store/dialect.ts';
import { sqliteDialect } from '../../connector/src/store/sqlite.ts';
import { type Life, NEVER, type Risk, type Turns } from './turns.ts';

/** One database that several processes use, each statement at its turn; a transaction has it to itself, as SQLite's only writer has. */
export class SharedDatabase {
  readonly #turns: Turns;
  readonly #inner: Dialect;
  readonly #driver: Driver;
  readonly #queue: (() => void)[] = [];
  #isTaken = false;
  /** Called right after each commit. */
  onCommit: () => void = () => undefined;

  private constructor(turns: Turns, inner: Dialect) {
    this.#turns = turns;
    this.#inner = inner;
    this.#driver = inner.kysely.createDriver();
  }

  static async open(path: string, turns: Turns): Promise<SharedDatabase> {
    const database = new SharedDatabase(turns, sqliteDialect(path));
    await database.#driver.init();
    return database;
  }

  close(): Promise<void> {
    return this.#driver.destroy();
  }

  /** The database as one process has it. */
  for(life: Life): Dialect {
    const inner = this.#inner;
    const turn = () => this.#turns.next(life, 'refused');
    return {
      ...inner,
      // As on PostgreSQL: reading and writing files would take real time.
      documentFolder: null,
      kysely: {
        createAdapter: () => inner.kysely.createAdapter(),
        createIntrospector: (db) => inner.kysely.createIntrospector(db),
        createQueryCompiler: () => inner.kysely.createQueryCompiler(),
        createDriver: () => this.#driverFor(life),
      },
      insert: async (...args) => {
        await turn();
        await inner.insert(...args);
      },
      update: async (...args) => {
        await turn();
        await inner.update(...args);
      },
      add: async (...args) => {
        await turn();
        await inner.add(...args);
      },
      close: () => Promise.resolve(),
    };
  }

  #driverFor(life: Life): Driver {
    const turn = (risk: Risk = 'refused') => this.#turns.next(life, risk);
    let isCommitted = false;
    let commitsByItself = true;
    return {
      init: () => Promise.resolve(),
      destroy: () => Promise.resolve(),
      acquireConnection: async () => {
        if (life.isOver) return NEVER;
        await this.#take();
        if (life.isOver) {
          this.#release();
          return NEVER;
        }
        commitsByItself = true;
        return new SteppedConnection(await this.#driver.acquireConnection(), turn, () => commitsByItself);
      },
      releaseConnection: async () => this.#release(),
      beginTransaction: async (connection, settings) => {
        await turn();
        isCommitted = false;
        commitsByItself = false;
        await this.#driver.beginTransaction(innerOf(connection), settings);
      },
      commitTransaction: async (connection) => {
        await turn();
        await this.#driver.commitTransaction(innerOf(connection));
        isCommitted = true;
        life.isRecording = false;
        this.onCommit();
        // A process may die when its work is done and nobody has been told, or never learn that it is.
        await turn('answerLost');
      },
      rollbackTransaction: async (connection) => {
        if (!isCommitted) await this.#driver.rollbackTransaction(innerOf(connection));
      },
    };
  }

  async #take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((go) => this.#queue.push(go));
    this.#isTaken = true;
  }

  #release(): void {
    this.#isTaken = false;
    const next = this.#queue.shift();
    // Taken at once, so that nobody slips in before whoever has waited.
    if (next) {
      this.#isTaken = true;
      next();
    }
  }
}

class SteppedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #turn: (risk?: Risk) => Promise<void>;
  readonly #commitsByItself: () => boolean;

  /** `commitsByItself`: whether a statement is in no transaction, so that it commits by itself. */
  constructor(inner: DatabaseConnection, turn: (risk?: Risk) => Promise<void>, commitsByItself: () => boolean) {
    this.inner = inner;
    this.#turn = turn;
    this.#commitsByItself = commitsByItself;
  }

  async executeQuery<R>(query: CompiledQuery) {
    await this.#turn();
    const result = await this.inner.executeQuery<R>(query);
    if (this.#commitsByItself() && query.query.kind !== 'SelectQueryNode') await this.#turn('answerLost');
    return result;
  }

  async *streamQuery<R>(query: CompiledQuery, size: number) {
    await this.#turn();
    yield* this.inner.streamQuery<R>(query, size);
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return (connection as SteppedConnection).inner;
}
