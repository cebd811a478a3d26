import type { Embeddings } from '../similarity.js';
import { openDatabase, reason, whenFree, type Database } from './sqlite.js';
import {
  checkRecords,
  checkStoreOptions,
  checkTopK,
  vectorOf,
  VectorStoreError,
  type StoredMetadata,
  type StoreSimilarity,
  type VectorMatch,
  type VectorRecord,
  type VectorStore,
  type VectorStoreOptions,
} from './vector-store.js';

const distances: Readonly<Record<StoreSimilarity, string>> = {
  cosine: 'vector_distance_cos',
  euclidean: 'vector_distance_l2',
};

/**
 * Vectors in a SQLite file, compared with each while the file is read: exact, and larger than memory if need be. Needs the
 * package `libsql` beside this one. Each `add` is a transaction: whatever ends the process, it is there completely or not at
 * all. Several processes may use one file (docs/decisions/0011).
 *
 * @example
 * const store = await SqliteVectorStore.open('faq.db', { dimension: model.get_embedding_dimension() });
 */
export class SqliteVectorStore implements VectorStore {
  /** One write after the other: a connection has one transaction at a time. */
  private writes: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  private constructor(
    private readonly path: string,
    private readonly database: Database,
    readonly dimension: number,
    readonly similarity: StoreSimilarity,
  ) {}

  /**
   * Opens a store, or makes it.
   *
   * @throws VectorStoreError if libsql is missing, the file is no store, or one of other vectors
   */
  static async open(path: string, options: VectorStoreOptions): Promise<SqliteVectorStore> {
    checkStoreOptions(options);
    const { dimension, similarity = 'cosine' } = options;
    const database = await openDatabase(path);
    const store = new SqliteVectorStore(path, database, dimension, similarity);
    try {
      await store.prepareTables();
    } catch (error) {
      database.close();
      throw error;
    }
    return store;
  }

  async add(records: readonly VectorRecord[]): Promise<void> {
    const checked = checkRecords(records, this.dimension);
    await this.transaction(async () => {
      const insert = await this.database.prepare(
        'INSERT OR REPLACE INTO vectors (id, text, metadata, embedding) VALUES (?, ?, ?, ?)',
      );
      for (const { id, text, metadata, vector } of checked) {
        await insert.run([id, text, metadata, bytesOf(vector)]);
      }
    });
  }

  async search(embedding: Embeddings, options?: { readonly top_k?: number }): Promise<VectorMatch[]> {
    this.assertOpen();
    const top_k = checkTopK(options);
    const query = bytesOf(vectorOf(embedding, this.dimension, 'the query'));
    const rows = await this.query(
      `SELECT id, text, metadata, distance FROM
         (SELECT id, text, metadata, ${distances[this.similarity]}(embedding, ?) AS distance FROM vectors)
       ORDER BY distance IS NULL, distance, id LIMIT ?`,
      [query, top_k],
    );
    return rows.map(({ id, text, metadata, distance }) => ({
      id: id as string,
      // A vector without a length is at no distance at all.
      score: this.similarity === 'cosine' ? 1 - ((distance as number | null) ?? 1) : -(distance as number),
      text: text as string,
      metadata: JSON.parse(metadata as string) as StoredMetadata,
    }));
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.transaction(async () => {
      const remove = await this.database.prepare('DELETE FROM vectors WHERE id = ?');
      for (const id of ids) await remove.run([id]);
    });
  }

  async count(): Promise<number> {
    const [{ count }] = await this.query('SELECT count(*) AS count FROM vectors', []);
    return Number(count);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.writes;
    this.database.close();
  }

  private async prepareTables(): Promise<void> {
    await this.transaction(async () => {
      await this.database.exec(
        `CREATE TABLE IF NOT EXISTS vector_store (dimension INTEGER NOT NULL, similarity TEXT NOT NULL);
         CREATE TABLE IF NOT EXISTS vectors
           (id TEXT PRIMARY KEY, text TEXT NOT NULL, metadata TEXT NOT NULL, embedding BLOB NOT NULL);`,
      );
      const insert = await this.database.prepare(
        'INSERT INTO vector_store SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM vector_store)',
      );
      await insert.run([this.dimension, this.similarity]);
    });
    const [made] = await this.query('SELECT dimension, similarity FROM vector_store', []);
    if (made.dimension !== this.dimension) {
      throw new VectorStoreError(
        'dimension-mismatch',
        `${this.path} keeps vectors of ${String(made.dimension)} elements, not ${this.dimension}; it was filled with another model`,
      );
    }
    if (made.similarity !== this.similarity) {
      throw new VectorStoreError(
        'store-mismatch',
        `${this.path} compares vectors by "${String(made.similarity)}", not by "${this.similarity}"`,
      );
    }
  }

  private async query(sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> {
    this.assertOpen();
    try {
      const statement = await this.database.prepare(sql);
      return await statement.all(parameters);
    } catch (cause) {
      throw this.unavailable(cause);
    }
  }

  /** Runs `work` when earlier writes have ended; all of it counts, or nothing. */
  private transaction(work: () => Promise<void>): Promise<void> {
    this.assertOpen();
    const run = async (): Promise<void> => {
      try {
        await whenFree(() => this.database.exec('BEGIN IMMEDIATE'));
        try {
          await work();
          await this.database.exec('COMMIT');
        } catch (error) {
          await this.database.exec('ROLLBACK');
          throw error;
        }
      } catch (cause) {
        throw this.unavailable(cause);
      }
    };
    const done = this.writes.then(run);
    this.writes = done.catch(() => undefined);
    return done;
  }

  private unavailable(cause: unknown): VectorStoreError {
    return new VectorStoreError('store-unavailable', `${this.path}: ${reason(cause)}`, { cause });
  }

  private assertOpen(): void {
    if (this.isClosed) throw new VectorStoreError('store-closed', `${this.path} was closed; open it again`);
  }
}

/** The vector's bytes as SQLite stores them, without a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
