import { createRequire } from 'node:module';
import type Sharp from 'sharp';
import { ImageError } from './errors.js';

/**
 * The decoder, loaded when the first picture needs it: who works with texts alone never loads it.
 *
 * @throws ImageError if it is not installed for this platform
 */
export function loadSharp(): typeof Sharp {
  try {
    const loaded = createRequire(import.meta.url)('sharp') as typeof Sharp | { default: typeof Sharp };
    // Its ES module where Node is told to prefer those (--conditions=import).
    return typeof loaded === 'function' ? loaded : loaded.default;
  } catch (cause) {
    throw new ImageError(
      'image-decoder-missing',
      'pictures are decoded by "sharp", which could not be loaded; install it for this platform: npm install sharp',
      { cause },
    );
  }
}
