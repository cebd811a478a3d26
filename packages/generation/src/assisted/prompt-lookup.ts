import type { Draft, DraftSource } from './drafts.js';

/**
 * Prompt lookup decoding (https://github.com/apoorvumang/prompt-lookup-decoding): what followed the last few tokens where
 * they stood before.
 */
export class PromptLookup implements DraftSource {
  constructor(
    private readonly count: number,
    private readonly largestNGram: number,
  ) {}

  propose(sequence: Int32Array, limit: number): Promise<Draft> {
    const { length } = sequence;
    const count = Math.min(this.count, limit);
    for (let size = Math.min(this.largestNGram, length - 1); size > 0; size--) {
      for (let start = 0; start + size < length; start++) {
        if (!endsWith(sequence, start, size)) continue;
        const tokens = Array.from(sequence.subarray(start + size, start + size + count));
        return Promise.resolve({ tokens });
      }
    }
    return Promise.resolve({ tokens: [] });
  }

  learn(): void {
    // What a prompt repeats does not depend on what was right.
  }

  dispose(): void {
    // No memory is held.
  }
}

/** Whether the last `size` tokens are those from `start` on. */
function endsWith(sequence: Int32Array, start: number, size: number): boolean {
  for (let i = 0; i < size; i++) {
    if (sequence[start + i] !== sequence[sequence.length - size + i]) return false;
  }
  return true;
}
