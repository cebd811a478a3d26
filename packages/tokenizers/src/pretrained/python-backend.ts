import type { Encoding } from '../encoding.js';
import { Tokenizer, type EncodeSettings, type TextInput } from '../tokenizer.js';

/**
 * What Python's tokenizers without the Rust library do differently: how two texts share the room when they are cut, where
 * type ids change, and which tokens of a text count as special.
 */
export class PythonBackend extends Tokenizer {
  /** Tokens that are special even where they come from the text. */
  specialInText: ReadonlySet<number> = new Set();

  override encode(text: TextInput, pair: TextInput | undefined, settings: EncodeSettings): Encoding {
    const { truncation, addSpecialTokens } = settings;
    const encoding = super.encode(text, pair, {
      ...settings,
      truncation: truncation && { ...truncation, shareRoom },
    });
    if (addSpecialTokens)
      for (const row of [encoding, ...encoding.overflowing]) this.mark(row, pair !== undefined);
    return encoding;
  }

  private mark({ ids, typeIds, sequenceIds, specialTokensMask }: Encoding, isPair: boolean): void {
    ids.forEach((id, i) => {
      if (this.specialInText.has(id)) specialTokensMask[i] = 1;
    });
    // The first text counts with all that would be around it alone.
    const first = sequenceIds.reduce((sum, sequence) => sum + Number(sequence === 0), 0);
    if (isPair) typeIds.fill(1, first + this.specialTokensToAdd(false));
  }
}

/** What is too much comes off the longer text, and the rest of it off both by half. */
function shareRoom(first: number, second: number, room: number): [number, number] {
  const excess = first + second - room;
  const fromLonger = Math.min(Math.abs(first - second), excess);
  const half = Math.floor((excess - fromLonger) / 2);
  const fromFirst = first > second ? fromLonger + half : half;
  return [Math.max(0, first - fromFirst), Math.max(0, second - (excess - fromFirst))];
}
