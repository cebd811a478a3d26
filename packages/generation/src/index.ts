/**
 * Next-token scores to sequences: logits processors, searches, stopping criteria. Knows no model; see
 * {@link GenerationModel}.
 *
 * @packageDocumentation
 */
export type { DecodingState, GenerationModel, StartOptions } from './generation-model.js';
