export * from './fixtures.js';
export * from './logits.js';
export * from './vision.js';
