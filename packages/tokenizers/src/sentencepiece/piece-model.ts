import type { Model, WordTokens } from '../models/model.js';
import type { Vocabulary } from '../models/vocabulary.js';
import type { SentencePieceProcessor, TextPiece } from './processor.js';

/** SentencePiece with a vocabulary beside it, as translation models have: pieces that it lacks become `unkId`. */
export class PieceModel implements Model {
  constructor(
    private readonly processor: SentencePieceProcessor,
    readonly vocabulary: Vocabulary,
    private readonly unkId: number,
    /** Takes what is no text off the beginning, as a language code. */
    private readonly prefixOf: (text: string) => string = () => '',
  ) {}

  tokenizeWord(word: string): WordTokens {
    const prefix = this.prefixOf(word);
    const from = prefix.length;
    const pieces: TextPiece[] = this.processor.encode(word.slice(from)).map(({ text, start, end }) => ({
      text,
      start: start + from,
      end: end + from,
    }));
    if (prefix !== '') pieces.unshift({ text: prefix, start: 0, end: from });
    const ids: number[] = [];
    const offsets: number[] = [];
    const texts = new Map<number, string>();
    for (const { text, start, end } of pieces) {
      const id = this.vocabulary.id(text);
      if (id === undefined) texts.set(ids.length, text);
      ids.push(id ?? this.unkId);
      // A piece that stands for nothing in the text, as the space before it, has at least a place there.
      offsets.push(start, Math.max(end, start + 1));
    }
    return { ids, offsets, texts };
  }
}
