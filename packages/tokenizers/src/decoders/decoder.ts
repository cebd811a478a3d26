/** Turns tokens back into text, step by step; the results are joined at the end. */
export interface Decoder {
  decode(tokens: readonly string[]): string[];
}
