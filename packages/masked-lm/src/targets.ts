import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import { FillMaskError } from './errors.js';

/**
 * Token ids of target words, each once. A word that is no token by itself stands for its first token, with a warning.
 *
 * @throws FillMaskError if no target has a token
 */
export function targetIds(tokenizer: PreTrainedTokenizer, targets: string | readonly string[]): number[] {
  const vocabulary = tokenizer.get_vocab();
  const ids = new Set<number>();
  for (const target of typeof targets === 'string' ? [targets] : targets) {
    const id = vocabulary.get(target) ?? firstToken(tokenizer, target);
    if (id !== undefined) ids.add(id);
  }
  if (ids.size === 0) throw new FillMaskError('targets-invalid', 'targets must name at least one token');
  return [...ids];
}

function firstToken(tokenizer: PreTrainedTokenizer, target: string): number | undefined {
  const [id] = tokenizer.encode(target, { add_special_tokens: false });
  const replacement =
    id === undefined ? 'it is ignored' : `"${tokenizer.convert_ids_to_tokens(id)}" stands for it`;
  console.warn(`fill-mask: the target "${target}" is not in the vocabulary; ${replacement}`);
  return id;
}
