import { TokenizerFileError } from '../errors.js';
import type { Spec } from '../spec.js';

// Far above every real vocabulary; ids index arrays.
const largestId = 0x7fffffff >> 4;

/** Tokens and their ids, both ways. */
export class Vocabulary {
  private tokens: (string | undefined)[] | undefined;

  constructor(readonly ids: ReadonlyMap<string, number>) {}

  /** From `{ token: id }`, or a list of tokens. */
  static read(spec: Spec, name: string): Vocabulary {
    const value = spec.raw(name);
    if (Array.isArray(value)) return Vocabulary.fromTokens(value, spec.path(name));
    const vocab = spec.object(name);
    const ids = new Map<string, number>();
    for (const token of vocab.names()) {
      const id = vocab.raw(token);
      if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > largestId) {
        throw new TokenizerFileError(vocab.where, `the token ${JSON.stringify(token)} has no valid id`);
      }
      ids.set(token, id);
    }
    return new Vocabulary(ids);
  }

  static fromTokens(tokens: readonly unknown[], where: string): Vocabulary {
    return new Vocabulary(
      new Map(
        tokens.map((token, id) => {
          if (typeof token !== 'string') throw new TokenizerFileError(where, `token ${id} is not a string`);
          return [token, id];
        }),
      ),
    );
  }

  get size(): number {
    return this.ids.size;
  }

  id(token: string): number | undefined {
    return this.ids.get(token);
  }

  token(id: number): string | undefined {
    if (!this.tokens) {
      this.tokens = [];
      for (const [token, at] of this.ids) this.tokens[at] = token;
    }
    return this.tokens[id];
  }
}
