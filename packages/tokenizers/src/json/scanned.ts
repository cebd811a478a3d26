import type { StringList } from '../text/string-list.js';

/** `{ token: id, ... }` of a tokenizer.json. */
export class ScannedVocab {
  constructor(
    readonly tokens: StringList,
    readonly ids: readonly number[],
  ) {}

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.ids.map((id, i) => [this.tokens.at(i), id]));
  }
}

/** `[[left, right], ...]` or `["left right", ...]` of a tokenizer.json. */
export class ScannedMerges {
  /** @param tokens the left one of a merge, its right one, the left one of the next merge, ... */
  constructor(readonly tokens: StringList) {}

  toJSON(): [left: string, right: string][] {
    const { tokens } = this;
    return Array.from({ length: tokens.length / 2 }, (_, i) => [tokens.at(2 * i), tokens.at(2 * i + 1)]);
  }
}
