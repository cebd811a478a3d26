import { topIndices, type NonEmpty } from '@automodel/core';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';

/** One token that a mask may stand for. */
export interface FillMaskSingle {
  /** The text with the token in the mask's place. */
  sequence: string;
  /** The token's probability. */
  score: number;
  token: number;
  token_str: string;
}

/** The likeliest tokens for one mask, likeliest first. */
export type FillMaskOutput = NonEmpty<FillMaskSingle>;

/** A text's tokens and, for each of its masks, the probability of every vocabulary entry. */
export interface MaskedText {
  readonly ids: readonly number[];
  /** Indices of the masks in `ids`. */
  readonly masks: readonly number[];
  readonly probabilities: readonly Float32Array[];
}

/**
 * The `k` likeliest tokens for one mask.
 *
 * @param mask which of the text's masks
 * @param candidates the only tokens to consider
 */
export function bestTokens(
  tokenizer: PreTrainedTokenizer,
  text: MaskedText,
  mask: number,
  k: number,
  candidates?: readonly number[],
): FillMaskOutput {
  const probabilities = text.probabilities[mask];
  const tokens = candidates
    ? topIndices(
        candidates.map((id) => probabilities[id]),
        k,
      ).map((i) => candidates[i])
    : topIndices(probabilities, k);
  return tokens.map((token) => ({
    score: probabilities[token],
    token,
    token_str: tokenizer.decode([token]),
    sequence: filledText(tokenizer, text, mask, token),
  })) as FillMaskOutput;
}

/** The text with `token` in the place of one mask. Special tokens are shown if other masks are. */
function filledText(
  tokenizer: PreTrainedTokenizer,
  { ids, masks }: MaskedText,
  mask: number,
  token: number,
): string {
  const filled = ids.with(masks[mask], token).filter((id) => id !== tokenizer.pad_token_id);
  return tokenizer.decode(filled, { skip_special_tokens: masks.length === 1 });
}
