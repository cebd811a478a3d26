export { Random, randomStreams, set_seed } from './random.js';
