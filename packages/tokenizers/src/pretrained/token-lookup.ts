import { InvalidArgumentError, shown } from '@automodel/core';
import { NamedSpecialTokens } from './named-special-tokens.js';
import { readTokenIds, toTokenId, type TokenIds } from './token-ids.js';

/** Tokens and their ids, one by one and all of them. */
export abstract class TokenLookup extends NamedSpecialTokens {
  /** The text that tokens stand for. */
  convert_tokens_to_string(tokens: readonly string[]): string {
    return this.tokenizer.decodeTokens(tokens);
  }

  /** Ids of tokens; unknown ones get the id of the unknown token, or undefined without one. */
  convert_tokens_to_ids(tokens: string): number | undefined;
  convert_tokens_to_ids(tokens: readonly string[]): (number | undefined)[];
  convert_tokens_to_ids(tokens: string | readonly string[]): number | undefined | (number | undefined)[] {
    if (Array.isArray(tokens)) return tokens.map((token: string) => this.convert_tokens_to_ids(token));
    if (typeof tokens !== 'string') {
      throw new InvalidArgumentError(`tokens must be a string or a list of strings, not ${shown(tokens)}`);
    }
    return this.tokenizer.tokenToId(tokens) ?? this.unk_token_id;
  }

  /** Tokens of ids; undefined for an id that the vocabulary does not have. */
  convert_ids_to_tokens(ids: number): string | undefined;
  convert_ids_to_tokens(ids: TokenIds): (string | undefined)[];
  convert_ids_to_tokens(ids: number | TokenIds): string | undefined | (string | undefined)[] {
    if (typeof ids === 'number') return this.tokenizer.idToToken(toTokenId(ids));
    return readTokenIds(ids).map((id) => this.tokenizer.idToToken(id));
  }

  /** Every token and its id, added tokens included. */
  get_vocab(): Map<string, number> {
    return this.tokenizer.vocab();
  }

  /** Tokens of the vocabulary, without the added ones. */
  get vocab_size(): number {
    return this.tokenizer.vocabSize;
  }

  /** Tokens with the added ones: Python's `len(tokenizer)`. */
  get total_vocab_size(): number {
    return this.tokenizer.totalSize;
  }

  /** How many tokens are added to one text, or to a pair. */
  num_special_tokens_to_add(pair = false): number {
    return this.tokenizer.specialTokensToAdd(pair);
  }
}
