import type { LoadOptions } from '@automodel/modeling';
import { checkCount } from '@automodel/core';
import { checkSimilarityName, type SimilarityName } from './similarity.js';

/** What `SentenceTransformer.from_pretrained` is told besides what all models are. */
export interface SentenceTransformerOptions extends LoadOptions {
  /** Tokens that texts are cut at, special tokens included; what the folder says if left out. */
  readonly max_seq_length?: number;
  readonly similarity_fn_name?: SimilarityName;
  /** Keeps the first elements of vectors only, wherever `encode` is not told otherwise. */
  readonly truncate_dim?: number;
  /** Prompts by name, besides those of the folder. */
  readonly prompts?: Readonly<Record<string, string>>;
  readonly default_prompt_name?: string;
}

/**
 * Checks the options that are not those of all models.
 *
 * @returns the others, which loading the encoder checks
 * @throws InvalidArgumentError
 */
export function checkTransformerOptions(options: SentenceTransformerOptions): LoadOptions {
  const { max_seq_length, truncate_dim, similarity_fn_name, ...others } = options;
  if (max_seq_length !== undefined) checkCount('max_seq_length', max_seq_length);
  if (truncate_dim !== undefined) checkCount('truncate_dim', truncate_dim);
  if (similarity_fn_name !== undefined) checkSimilarityName(similarity_fn_name);
  const own = ['prompts', 'default_prompt_name'];
  return Object.fromEntries(Object.entries(others).filter(([name]) => !own.includes(name)));
}
