export * from './fixtures.js';
export * from './logits.js';
