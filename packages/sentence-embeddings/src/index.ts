/**
 * Sentence embeddings, semantic search and rerankers.
 *
 * @packageDocumentation
 */
export * from '@automodel/modeling/errors';
export { RegexBudgetError, TokenizerFileError, UnsupportedRegexError } from '@automodel/tokenizers';
export {
  agglomerativeClustering,
  type AgglomerativeClusteringOptions,
  type Clusters,
  type Linkage,
} from './clustering/agglomerative-clustering.js';
export { kMeans, type KMeansClusters, type KMeansOptions } from './clustering/k-means.js';
export { communityDetection, type CommunityDetectionOptions } from './clustering/community-detection.js';
export type { EmbedCallOptions, EmbedOptions, EmbedProgress } from './embed-options.js';
export { SentenceTransformerError, type SentenceTransformerErrorCode } from './errors.js';
export { FaqIndex, type FaqAnswer, type FaqEntry, type FaqSearchOptions } from './faq-index.js';
export {
  paraphraseMining,
  paraphraseMiningEmbeddings,
  type ParaphraseMiningOptions,
  type ParaphrasePair,
} from './paraphrase-mining.js';
export {
  quantizeEmbeddings,
  type Precision,
  type PrecisionType,
  type QuantizeOptions,
} from './quantize-embeddings.js';
export { semanticSearch, type SemanticSearchHit, type SemanticSearchOptions } from './semantic-search.js';
export type { OutputValue } from './sentence-encoder.js';
export { SentenceTransformer, type EmbeddedText, type StreamOptions } from './sentence-transformer.js';
export type { SentenceTransformerOptions } from './transformer-options.js';
export { similarity, similarityPairwise, type Embeddings, type SimilarityName } from './similarity.js';
export { MemoryVectorStore } from './stores/memory-vector-store.js';
export { PgVectorStore, type PgClient, type PgVectorStoreOptions } from './stores/pg-vector-store.js';
export { SqliteVectorStore } from './stores/sqlite-vector-store.js';
export {
  VectorStoreError,
  type StoredMetadata,
  type StoreSimilarity,
  type VectorMatch,
  type VectorRecord,
  type VectorStore,
  type VectorStoreErrorCode,
  type VectorStoreOptions,
} from './stores/vector-store.js';
