/**
 * Vision transformers, and the processing of their images.
 *
 * @packageDocumentation
 */
export {};
