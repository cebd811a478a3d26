import type { SentencePieceProcessor } from './processor.js';

/** Pieces as text; special tokens among them stay as they are, with `after` behind each. */
export function decodeAround(
  tokens: readonly string[],
  special: ReadonlySet<string>,
  spm: SentencePieceProcessor,
  after: string,
): string {
  let text = '';
  let pieces: string[] = [];
  for (const token of tokens) {
    if (!special.has(token)) pieces.push(token);
    else {
      text += spm.decode(pieces) + token + after;
      pieces = [];
    }
  }
  return text + spm.decode(pieces);
}
