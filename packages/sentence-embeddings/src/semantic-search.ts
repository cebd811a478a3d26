import { checkCount, refuseUnknownOptions, topIndices } from '@automodel/core';
import {
  checkSimilarityName,
  similarity,
  toRows,
  type Embeddings,
  type SimilarityName,
} from './similarity.js';

/** A vector of a corpus that was found. */
export interface SemanticSearchHit {
  /** Its place in the corpus. */
  readonly corpus_id: number;
  readonly score: number;
}

export interface SemanticSearchOptions {
  /** How many to find for each query; 10 if left out. */
  readonly top_k?: number;
  /** How vectors are compared; by their cosine if left out. */
  readonly score_function?: SimilarityName;
}

/** Queries that are compared with the whole corpus at once, so that few scores are in memory. */
const QUERIES = 32;

/**
 * The vectors of a corpus that are most like each query, best first: for up to some hundred thousand vectors in memory.
 *
 * @param queries `[queries, dimension]`, or one vector
 * @returns a list for each query
 * @throws InvalidArgumentError if vectors differ in length, or an option cannot be honoured
 */
export function semanticSearch(
  queries: Embeddings,
  corpus: Embeddings,
  options: SemanticSearchOptions = {},
): SemanticSearchHit[][] {
  refuseUnknownOptions('semanticSearch()', options, ['top_k', 'score_function']);
  const { top_k = 10, score_function = 'cosine' } = options;
  checkCount('top_k', top_k);
  checkSimilarityName(score_function);
  const { data, count, dimension } = toRows(queries);
  const found: SemanticSearchHit[][] = [];
  for (let begin = 0; begin < count; begin += QUERIES) {
    const some = { data: data.subarray(begin * dimension, (begin + QUERIES) * dimension), dimension };
    const scores = similarity(rowsOf(some), corpus, score_function);
    for (let row = 0; row < scores.dims[0]; row++) {
      const of = scores.at(row).data;
      found.push(topIndices(of, top_k).map((corpus_id) => ({ corpus_id, score: of[corpus_id] })));
    }
  }
  return found;
}

function rowsOf({ data, dimension }: { data: Float32Array; dimension: number }): Float32Array[] {
  return Array.from({ length: data.length / dimension }, (_, i) =>
    data.subarray(i * dimension, (i + 1) * dimension),
  );
}
