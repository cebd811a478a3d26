export { GuidedTextError } from './errors.js';
export type { GuidedOptions } from './guided-options.js';
export { GuidedText, type GuidedContext } from './guided-text.js';
