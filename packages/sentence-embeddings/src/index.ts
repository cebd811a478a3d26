/**
 * Sentence embeddings, semantic search and rerankers.
 *
 * @packageDocumentation
 */
export type { EncodeCallOptions, EncodeOptions, EncodeProgress } from './encode-options.js';
export { SentenceTransformerError, type SentenceTransformerErrorCode } from './errors.js';
export {
  quantizeEmbeddings,
  type Precision,
  type PrecisionType,
  type QuantizeOptions,
} from './quantize-embeddings.js';
export type { OutputValue } from './sentence-encoder.js';
export { SentenceTransformer, type EmbeddedText, type StreamOptions } from './sentence-transformer.js';
export type { SentenceTransformerOptions } from './transformer-options.js';
export { similarity, similarityPairwise, type Embeddings, type SimilarityName } from './similarity.js';
