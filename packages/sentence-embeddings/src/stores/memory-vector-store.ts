import { topIndices } from '@automodel/core';
import { similarity } from '../similarity.js';
import {
  checkRecords,
  checkStoreOptions,
  checkTopK,
  vectorOf,
  type CheckedRecord,
  type StoredMetadata,
  type StoreSimilarity,
  type VectorMatch,
  type VectorRecord,
  type VectorStore,
  type VectorStoreOptions,
} from './vector-store.js';

/** Vectors in memory, compared with each: for some thousands of texts. */
export class MemoryVectorStore implements VectorStore {
  readonly dimension: number;
  readonly similarity: StoreSimilarity;
  private readonly records = new Map<string, CheckedRecord>();

  constructor(options: VectorStoreOptions) {
    checkStoreOptions(options);
    this.dimension = options.dimension;
    this.similarity = options.similarity ?? 'cosine';
  }

  add(records: readonly VectorRecord[]): Promise<void> {
    return settled(() => {
      for (const record of checkRecords(records, this.dimension)) this.records.set(record.id, record);
    });
  }

  search(
    embedding: Parameters<VectorStore['search']>[0],
    options?: { readonly top_k?: number },
  ): Promise<VectorMatch[]> {
    return settled(() => {
      const top_k = checkTopK(options);
      const query = vectorOf(embedding, this.dimension, 'the query');
      const records = [...this.records.values()];
      if (records.length === 0) return [];
      const scores = similarity(
        query,
        records.map(({ vector }) => vector),
        this.similarity,
      ).data;
      return topIndices(scores, top_k).map((i) => {
        const { id, text, metadata } = records[i];
        return { id, score: scores[i], text, metadata: JSON.parse(metadata) as StoredMetadata };
      });
    });
  }

  delete(ids: readonly string[]): Promise<void> {
    return settled(() => {
      for (const id of ids) this.records.delete(id);
    });
  }

  count(): Promise<number> {
    return Promise.resolve(this.records.size);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The result of work that needs no waiting, or its error, as a promise. */
async function settled<T>(work: () => T): Promise<T> {
  return Promise.resolve(work());
}
