import { TokenizerFileError } from '../errors.js';
import { Trie } from '../text/trie.js';
import { PieceType, type SentencePieceModel } from './model-file.js';

/** The pieces of a model by their text: those that can be found in texts, and the reserved ones. */
export class PieceTable {
  /** Pieces that are found in text. */
  readonly trie: Trie;
  /** User-defined symbols: they stay whole, whatever else would fit. */
  private readonly symbols: Trie | undefined;
  private readonly ids = new Map<string, number>();

  /** @throws TokenizerFileError if a piece comes twice */
  constructor(readonly model: SentencePieceModel) {
    this.trie = new Trie(4 * model.pieces.length);
    const symbols = new Trie();
    let hasSymbols = false;
    model.pieces.forEach(({ text, type }, id) => {
      const where = `${model.file}: pieces[${id}]`;
      if (this.ids.has(text)) throw new TokenizerFileError(where, `${JSON.stringify(text)} is there twice`);
      this.ids.set(text, id);
      if (type === PieceType.Normal || type === PieceType.UserDefined || type === PieceType.Unused) {
        this.trie.set(text, id);
      }
      if (type !== PieceType.UserDefined) return;
      symbols.set(text, id);
      hasSymbols = true;
    });
    this.symbols = hasSymbols ? symbols : undefined;
  }

  /** The id of a piece; that of the unknown one if there is none. */
  id(text: string): number {
    return this.ids.get(text) ?? this.model.unkId;
  }

  type(id: number): number {
    return this.model.pieces[id].type;
  }

  /** How many units the longest user-defined symbol at `start` has; 0 if there is none. */
  symbolLength(text: string, start: number): number {
    let length = 0;
    let node = this.symbols ? Trie.root : -1;
    for (let at = start; this.symbols && at < text.length;) {
      node = this.symbols.next(node, text.charCodeAt(at++));
      if (node < 0) break;
      if (this.symbols.value(node) >= 0) length = at - start;
    }
    return length;
  }
}
