import { AutomodelError, checkCount, InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { toRows, type Embeddings } from '../similarity.js';

/** What can be wrong with a vector store. Stable: programs may rely on it. */
export type VectorStoreErrorCode =
  /** Vectors of another length than the store's. */
  | 'dimension-mismatch'
  /** The file or table holds something else, or vectors that are compared in another way. */
  | 'store-mismatch'
  /** What the store needs is not installed, cannot be reached or cannot be read. */
  | 'store-unavailable'
  /** A store that was closed. */
  | 'store-closed';

/** A vector store that cannot do what it was asked for. Nothing was changed. */
export class VectorStoreError extends AutomodelError {
  constructor(
    override readonly code: VectorStoreErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** How stores compare vectors. */
export type StoreSimilarity = 'cosine' | 'euclidean';

/** What is stored with a vector besides its text: anything that JSON can say. */
export type StoredMetadata = Readonly<Record<string, unknown>>;

/** A text with its vector. */
export interface VectorRecord {
  /** Names the record; adding another one of that name replaces it. */
  readonly id: string;
  readonly text: string;
  readonly embedding: Embeddings;
  readonly metadata?: StoredMetadata;
}

/** A stored text and how alike it is: cosine, or the negative Euclidean distance. */
export interface VectorMatch {
  readonly id: string;
  readonly score: number;
  readonly text: string;
  readonly metadata: StoredMetadata;
}

export interface VectorStoreOptions {
  /** Elements of the vectors. */
  readonly dimension: number;
  /** How vectors are compared; by their cosine if left out. */
  readonly similarity?: StoreSimilarity;
}

/** Keeps vectors and finds the nearest. What `add` and `delete` do, they do completely or not at all. */
export interface VectorStore {
  readonly dimension: number;
  readonly similarity: StoreSimilarity;
  /** @throws VectorStoreError `dimension-mismatch` */
  add(records: readonly VectorRecord[]): Promise<void>;
  /** The `top_k` (10) nearest, nearest first. @throws VectorStoreError `dimension-mismatch` */
  search(embedding: Embeddings, options?: { readonly top_k?: number }): Promise<VectorMatch[]>;
  /** Removes records; names that are not there do not matter. */
  delete(ids: readonly string[]): Promise<void>;
  /** How many records there are. */
  count(): Promise<number>;
  /** Lets go of files and connections that the store opened. May be called again. */
  close(): Promise<void>;
}

/** @throws InvalidArgumentError if an option cannot be honoured */
export function checkStoreOptions(options: VectorStoreOptions, others: readonly string[] = []): void {
  refuseUnknownOptions('a vector store', options, ['dimension', 'similarity', ...others]);
  const { dimension, similarity } = options;
  checkCount('dimension', dimension);
  if (similarity !== undefined && !['cosine', 'euclidean'].includes(similarity)) {
    throw new InvalidArgumentError(
      `there is no similarity "${similarity}"; stores have cosine and euclidean`,
    );
  }
}

/** The checked `top_k` of a search. */
export function checkTopK({ top_k = 10, ...others }: { readonly top_k?: number } = {}): number {
  refuseUnknownOptions('search()', others, []);
  checkCount('top_k', top_k);
  return top_k;
}

/** One vector of the store's length. @throws VectorStoreError `dimension-mismatch` */
export function vectorOf(embedding: Embeddings, dimension: number, what: string): Float32Array {
  const rows = toRows(embedding);
  if (rows.count === 1 && rows.dimension === dimension) return rows.data;
  throw new VectorStoreError(
    'dimension-mismatch',
    `${what} has ${rows.count === 1 ? '' : `${rows.count} vectors of `}${rows.dimension} elements, the store keeps ` +
      `vectors of ${dimension}; embed with the model that the store was filled with`,
  );
}

/** A record as stores keep it. */
export interface CheckedRecord {
  readonly id: string;
  readonly text: string;
  readonly vector: Float32Array;
  /** As JSON. */
  readonly metadata: string;
}

/** Checks records before anything is written; of several with one name the last counts. */
export function checkRecords(records: readonly VectorRecord[], dimension: number): CheckedRecord[] {
  const checked = new Map<string, CheckedRecord>();
  for (const { id, text, embedding, metadata = {} } of records) {
    if (typeof id !== 'string' || typeof text !== 'string') {
      throw new InvalidArgumentError(
        `a record needs an id and a text; one has ${JSON.stringify({ id, text })}`,
      );
    }
    const vector = vectorOf(embedding, dimension, `the embedding of record ${JSON.stringify(id)}`);
    checked.set(id, { id, text, vector, metadata: JSON.stringify(metadata) });
  }
  return [...checked.values()];
}
