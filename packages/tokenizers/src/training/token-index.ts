/** Tokens in the order of their ids. */
export class TokenIndex {
  readonly tokens: string[] = [];
  private readonly ids = new Map<string, number>();

  get size(): number {
    return this.tokens.length;
  }

  has(token: string): boolean {
    return this.ids.has(token);
  }

  /** The id of a token, a new one if need be. */
  add(token: string): number {
    const known = this.ids.get(token);
    if (known !== undefined) return known;
    this.ids.set(token, this.tokens.length);
    return this.tokens.push(token) - 1;
  }

  /** `vocab` of tokenizer.json. */
  toVocab(): Record<string, number> {
    return Object.fromEntries(this.ids);
  }
}
