import { InvalidArgumentError } from '@automodel/core';
import type { Embeddings } from '../similarity.js';
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

/** What is used of a `Pool` or `Client` of the package `pg`. */
export interface PgClient {
  query(sql: string, parameters?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

export interface PgVectorStoreOptions extends VectorStoreOptions {
  /** The table, in letters, digits and underscores; it is made if it is not there (`vectors`). */
  readonly table?: string;
}

/** The operator that measures a distance, and the operator class of an index for it. */
const operators: Readonly<Record<StoreSimilarity, { distance: string; index: string }>> = {
  cosine: { distance: '<=>', index: 'vector_cosine_ops' },
  euclidean: { distance: '<->', index: 'vector_l2_ops' },
};

/** Postgres calls an index on longer vectors impossible. */
const LONGEST_INDEXED = 2000;

/**
 * Vectors in a table of PostgreSQL with the extension pgvector, found through an HNSW index
 * (https://arxiv.org/abs/1603.09320). It uses a connection that is yours: `close` does not end it.
 *
 * @example
 * const store = await PgVectorStore.open(new pg.Pool({ connectionString }), { dimension: 384, table: 'faq' });
 */
export class PgVectorStore implements VectorStore {
  private isClosed = false;

  private constructor(
    private readonly client: PgClient,
    private readonly table: string,
    readonly dimension: number,
    readonly similarity: StoreSimilarity,
  ) {}

  /**
   * Opens the table, or makes it, its index and the extension.
   *
   * @throws VectorStoreError if the database cannot be reached, has no pgvector, or the table keeps other vectors
   */
  static async open(client: PgClient, options: PgVectorStoreOptions): Promise<PgVectorStore> {
    checkStoreOptions(options, ['table']);
    const { dimension, similarity = 'cosine', table = 'vectors' } = options;
    if (!/^[a-z_][a-z0-9_]{0,48}$/i.test(table)) {
      throw new InvalidArgumentError(
        `table: "${table}" must be letters, digits and underscores, at most 49 of them`,
      );
    }
    const store = new PgVectorStore(client, table, dimension, similarity);
    await store.prepareTable();
    return store;
  }

  async add(records: readonly VectorRecord[]): Promise<void> {
    const checked = checkRecords(records, this.dimension);
    // One statement, so it counts as a whole, on any connection of a pool.
    await this.query(
      `INSERT INTO "${this.table}" (id, text, metadata, embedding)
       SELECT id, text, metadata::json, embedding::vector
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (id, text, metadata, embedding)
       ON CONFLICT (id) DO UPDATE
       SET text = excluded.text, metadata = excluded.metadata, embedding = excluded.embedding`,
      [
        checked.map(({ id }) => id),
        checked.map(({ text }) => text),
        checked.map(({ metadata }) => metadata),
        checked.map(({ vector }) => literal(vector)),
      ],
    );
  }

  async search(embedding: Embeddings, options?: { readonly top_k?: number }): Promise<VectorMatch[]> {
    const top_k = checkTopK(options);
    const query = literal(vectorOf(embedding, this.dimension, 'the query'));
    const { distance } = operators[this.similarity];
    const rows = await this.query(
      `SELECT id, text, metadata::text, embedding ${distance} $1::vector AS distance
       FROM "${this.table}" ORDER BY embedding ${distance} $1::vector LIMIT $2`,
      [query, top_k],
    );
    return rows.map(({ id, text, metadata, distance }) => ({
      id: id as string,
      score: this.similarity === 'cosine' ? 1 - Number(distance) : -Number(distance),
      text: text as string,
      metadata: JSON.parse(metadata as string) as StoredMetadata,
    }));
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.query(`DELETE FROM "${this.table}" WHERE id = ANY($1::text[])`, [ids]);
  }

  async count(): Promise<number> {
    const [{ count }] = await this.query(`SELECT count(*) AS count FROM "${this.table}"`);
    return Number(count);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  private async prepareTable(): Promise<void> {
    await this.query('CREATE EXTENSION IF NOT EXISTS vector');
    await this.query(
      `CREATE TABLE IF NOT EXISTS "${this.table}"
       (id text PRIMARY KEY, text text NOT NULL, metadata json NOT NULL, embedding vector(${this.dimension}) NOT NULL)`,
    );
    const [column] = await this.query(
      `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
       WHERE attrelid = to_regclass($1) AND attname = 'embedding'`,
      [`"${this.table}"`],
    );
    const type = (column as Record<string, unknown> | undefined)?.type;
    if (typeof type !== 'string' || !type.startsWith('vector(')) {
      throw new VectorStoreError(
        'store-mismatch',
        `the table "${this.table}" is no vector store; name another one`,
      );
    }
    if (type !== `vector(${this.dimension})`) {
      throw new VectorStoreError(
        'dimension-mismatch',
        `the table "${this.table}" keeps ${type}, not vectors of ${this.dimension} elements; it was filled with another model`,
      );
    }
    if (this.dimension > LONGEST_INDEXED) return;
    await this.query(
      `CREATE INDEX IF NOT EXISTS "${this.table}_${this.similarity}" ON "${this.table}"
       USING hnsw (embedding ${operators[this.similarity].index})`,
    );
  }

  private async query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]> {
    if (this.isClosed) throw new VectorStoreError('store-closed', 'this store was closed; open it again');
    try {
      return (await this.client.query(sql, parameters)).rows;
    } catch (cause) {
      throw new VectorStoreError('store-unavailable', `PostgreSQL: ${(cause as Error).message}`, { cause });
    }
  }
}

/** A vector as pgvector reads it. */
function literal(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}
