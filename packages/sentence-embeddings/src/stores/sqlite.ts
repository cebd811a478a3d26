import { setTimeout } from 'node:timers/promises';
import { VectorStoreError } from './vector-store.js';

/** A prepared statement; parameters are passed as a list. */
export interface Statement {
  run(parameters: readonly unknown[]): Promise<unknown>;
  all(parameters: readonly unknown[]): Promise<Record<string, unknown>[]>;
}

/** What is used of `libsql/promise`, whose own types say nothing. */
export interface Database {
  exec(sql: string): Promise<unknown>;
  prepare(sql: string): Promise<Statement>;
  close(): void;
}

/**
 * Opens a SQLite file, or makes it.
 *
 * @throws VectorStoreError `store-unavailable` if libsql is not installed, or the file cannot be opened or is no database
 */
export async function openDatabase(path: string): Promise<Database> {
  const Libsql = await loadLibsql();
  try {
    const database = new Libsql(path);
    // Readers go on while somebody writes, and what a transaction wrote is on the disk when it ends.
    for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) {
      await whenFree(() => database.exec(`PRAGMA ${pragma}`));
    }
    return database;
  } catch (cause) {
    throw new VectorStoreError('store-unavailable', `${path} cannot be opened: ${reason(cause)}`, { cause });
  }
}

/** How long others may write before a write gives up, and the pause between its attempts, both in milliseconds. */
const PATIENCE = 30_000;
const PAUSE = 5;

/**
 * Does `work` as soon as nobody else writes. SQLite itself would wait (`busy_timeout`), but on a thread of libsql's few, which
 * may be the one that the other connection needs to end.
 */
export async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() > end) throw error;
    }
    await setTimeout(PAUSE);
  }
}

/** What SQLite says; libsql throws strings, too. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function loadLibsql(): Promise<new (path: string) => Database> {
  try {
    const { default: libsql } = (await import('libsql/promise')) as { default: unknown };
    return libsql as new (path: string) => Database;
  } catch (cause) {
    throw new VectorStoreError(
      'store-unavailable',
      `SqliteVectorStore needs the package libsql: npm install libsql (${reason(cause)})`,
      { cause },
    );
  }
}
