/**
 * Next-token scores to sequences: logits processors, searches, stopping criteria. Knows no model; see
 * {@link GenerationModel}.
 *
 * @packageDocumentation
 */
export * from './config/index.js';
export { generateOptionNames } from './config/check-options.js';
export { generate, streamTokens, type GenerateOutput } from './generate.js';
export type {
  DecodingState,
  GenerationModel,
  InspectedLayers,
  InspectOptions,
  StartOptions,
} from './generation-model.js';
export * from './guided/index.js';
export { PrefixCache } from './prefix-cache.js';
export * from './processors/index.js';
export { ContextLengthError, type GenerateOptions, type GenerationInputs } from './request.js';
export * from './sampling/index.js';
export { DisjunctiveConstraint, PhrasalConstraint, type Constraint } from './search/constraints.js';
export type { SearchStep } from './search/search.js';
export * from './stopping/index.js';
export type { Streamer } from './streamer.js';
export { tokenVocabulary, type TextTokenizer, type TokenVocabulary } from './token-vocabulary.js';
