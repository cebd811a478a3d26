/**
 * Sentence embeddings, semantic search and rerankers.
 *
 * @packageDocumentation
 */
export {};
