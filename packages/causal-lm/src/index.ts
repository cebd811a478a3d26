/**
 * Causal language models and text generation.
 *
 * @packageDocumentation
 */
export {};
