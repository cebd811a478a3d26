export * from './fixtures.js';
export * from './generate.js';
export * from './generated-layers.js';
export * from './logits.js';
export * from './vision.js';
