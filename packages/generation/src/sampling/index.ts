export { Random, randomStreams, set_seed } from './random.js';
export { sampleIndex, sampleToken, sampleWithoutReplacement } from './sample.js';
export { seedsOf } from './seeds.js';
