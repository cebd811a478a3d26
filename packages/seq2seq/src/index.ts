/**
 * Encoder-decoder models, summarization and translation.
 *
 * @packageDocumentation
 */
export {};
