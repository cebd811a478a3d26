/** The columns of an encoding, one entry a token; all but the ids are made when they are asked for, as most never are. */
export interface EncodingColumns {
  readonly ids: Int32Array;
  readonly typeIds: () => Int32Array;
  readonly attentionMask: () => Int32Array;
  readonly specialTokensMask: () => Int32Array;
  readonly wordIds: () => Int32Array;
  readonly sequenceIds: () => Int32Array;
  readonly flatOffsets: () => Int32Array;
  readonly tokens: () => readonly string[];
}

type Known = {
  -readonly [Name in Exclude<keyof EncodingColumns, 'ids'>]?: ReturnType<EncodingColumns[Name]>;
};

/** Everything that is known about an encoded text or pair of texts. */
export class Encoding {
  readonly ids: Int32Array;
  private readonly known: Known = {};

  constructor(
    private readonly columns: EncodingColumns,
    /** What truncation cut off, as further windows. */
    readonly overflowing: readonly Encoding[] = [],
  ) {
    this.ids = columns.ids;
  }

  /** Which of the model's segments a token belongs to. */
  get typeIds(): Int32Array {
    return (this.known.typeIds ??= this.columns.typeIds());
  }

  /** 0 where the token is padding. */
  get attentionMask(): Int32Array {
    return (this.known.attentionMask ??= this.columns.attentionMask());
  }

  /** 1 where the token was added: special tokens of the model, padding. */
  get specialTokensMask(): Int32Array {
    return (this.known.specialTokensMask ??= this.columns.specialTokensMask());
  }

  /** Index of the word in its text, -1 for added tokens. */
  get wordIds(): Int32Array {
    return (this.known.wordIds ??= this.columns.wordIds());
  }

  /** 0 or 1: the text a token belongs to; -1 for added tokens. */
  get sequenceIds(): Int32Array {
    return (this.known.sequenceIds ??= this.columns.sequenceIds());
  }

  /** Flat `[start, end, ...]` in the token's own text (in its own word if the caller gave words). */
  get flatOffsets(): Int32Array {
    return (this.known.flatOffsets ??= this.columns.flatOffsets());
  }

  get tokens(): readonly string[] {
    return (this.known.tokens ??= this.columns.tokens());
  }

  withOverflowing(overflowing: readonly Encoding[]): Encoding {
    return new Encoding(this.columns, overflowing);
  }

  get length(): number {
    return this.ids.length;
  }

  /** `[start, end]` of each token in its text. */
  get offsets(): [start: number, end: number][] {
    return Array.from(this.ids, (_, token) => this.tokenToChars(token));
  }

  tokenToChars(token: number): [start: number, end: number] {
    return [this.flatOffsets[2 * token], this.flatOffsets[2 * token + 1]];
  }

  /** The token that holds the character at `char` of a text. */
  charToToken(char: number, sequence = 0): number | undefined {
    for (let token = 0; token < this.length; token++) {
      if (this.sequenceIds[token] !== sequence) continue;
      const [start, end] = this.tokenToChars(token);
      if (char >= start && char < end) return token;
    }
    return undefined;
  }

  /** The range of tokens of a word. */
  wordToTokens(word: number, sequence = 0): [start: number, end: number] | undefined {
    let range: [number, number] | undefined;
    for (let token = 0; token < this.length; token++) {
      if (this.wordIds[token] !== word || this.sequenceIds[token] !== sequence) continue;
      range = [range?.[0] ?? token, token + 1];
    }
    return range;
  }

  /** The characters of a word. */
  wordToChars(word: number, sequence = 0): [start: number, end: number] | undefined {
    const tokens = this.wordToTokens(word, sequence);
    return tokens && [this.flatOffsets[2 * tokens[0]], this.flatOffsets[2 * tokens[1] - 1]];
  }

  /** The same with padding up to `length`, and its windows too. */
  pad(length: number, { side, id, typeId, token }: Padding): Encoding {
    const overflowing = this.overflowing.map((window) => window.pad(length, { side, id, typeId, token }));
    const missing = length - this.length;
    if (missing <= 0) return overflowing.length > 0 ? this.withOverflowing(overflowing) : this;
    const at = side === 'left' ? missing : 0;
    const padded = (column: Int32Array, fill: number, width = 1): Int32Array => {
      const out = new Int32Array(length * width).fill(fill);
      out.set(column, at * width);
      return out;
    };
    return new Encoding(
      {
        ids: padded(this.ids, id),
        typeIds: () => padded(this.typeIds, typeId),
        attentionMask: () => padded(this.attentionMask, 0),
        specialTokensMask: () => padded(this.specialTokensMask, 1),
        wordIds: () => padded(this.wordIds, -1),
        sequenceIds: () => padded(this.sequenceIds, -1),
        flatOffsets: () => padded(this.flatOffsets, 0, 2),
        tokens: () => {
          const fill = Array.from({ length: missing }, () => token);
          return side === 'left' ? fill.concat(this.tokens) : this.tokens.concat(fill);
        },
      },
      overflowing,
    );
  }
}

export interface Padding {
  readonly side: 'left' | 'right';
  readonly id: number;
  readonly typeId: number;
  readonly token: string;
}
