import type { Tokenizer } from '../tokenizer.js';
import type { SpecialTokenName, SpecialTokens } from './special-token-names.js';

/**
 * Special tokens by name and their ids. As in Python another one can be chosen, as in
 * `tokenizer.pad_token = tokenizer.eos_token`; undefined is none.
 */
export abstract class NamedSpecialTokens {
  abstract readonly tokenizer: Tokenizer;
  protected abstract readonly specialTokens: SpecialTokens;

  /** Special tokens by name, as `mask_token`. */
  get special_tokens_map(): Partial<Record<SpecialTokenName, string>> {
    return Object.fromEntries(this.specialTokens.named);
  }

  get all_special_tokens(): string[] {
    return [...new Set([...this.specialTokens.named.values(), ...this.specialTokens.extra])];
  }

  get all_special_ids(): number[] {
    return this.all_special_tokens.flatMap((token) => this.tokenizer.tokenToId(token) ?? []);
  }

  get bos_token(): string | undefined {
    return this.specialTokens.named.get('bos_token');
  }

  set bos_token(token: string | undefined) {
    this.choose('bos_token', token);
  }

  get bos_token_id(): number | undefined {
    return this.idOf(this.bos_token);
  }

  get eos_token(): string | undefined {
    return this.specialTokens.named.get('eos_token');
  }

  set eos_token(token: string | undefined) {
    this.choose('eos_token', token);
  }

  get eos_token_id(): number | undefined {
    return this.idOf(this.eos_token);
  }

  get unk_token(): string | undefined {
    return this.specialTokens.named.get('unk_token');
  }

  set unk_token(token: string | undefined) {
    this.choose('unk_token', token);
  }

  get unk_token_id(): number | undefined {
    return this.idOf(this.unk_token);
  }

  get sep_token(): string | undefined {
    return this.specialTokens.named.get('sep_token');
  }

  set sep_token(token: string | undefined) {
    this.choose('sep_token', token);
  }

  get sep_token_id(): number | undefined {
    return this.idOf(this.sep_token);
  }

  get pad_token(): string | undefined {
    return this.specialTokens.named.get('pad_token');
  }

  set pad_token(token: string | undefined) {
    this.choose('pad_token', token);
  }

  get pad_token_id(): number | undefined {
    return this.idOf(this.pad_token);
  }

  get cls_token(): string | undefined {
    return this.specialTokens.named.get('cls_token');
  }

  set cls_token(token: string | undefined) {
    this.choose('cls_token', token);
  }

  get cls_token_id(): number | undefined {
    return this.idOf(this.cls_token);
  }

  get mask_token(): string | undefined {
    return this.specialTokens.named.get('mask_token');
  }

  set mask_token(token: string | undefined) {
    this.choose('mask_token', token);
  }

  get mask_token_id(): number | undefined {
    return this.idOf(this.mask_token);
  }

  private choose(name: SpecialTokenName, token: string | undefined): void {
    const { named } = this.specialTokens;
    if (token === undefined) named.delete(name);
    else named.set(name, token);
  }

  private idOf(token: string | undefined): number | undefined {
    return token === undefined ? undefined : this.tokenizer.tokenToId(token);
  }
}
