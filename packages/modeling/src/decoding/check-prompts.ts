import { InvalidArgumentError } from '@automodel/core';
import type { StartOptions } from '@automodel/generation';
import { tooLong, type DecoderLimits } from '../decoder-feeds.js';
import { ModelInputError } from '../encoder-feeds.js';

/** @throws ModelInputError for a prompt that the network cannot read */
export function checkPrompts(
  { prompts, copies }: StartOptions,
  { vocabulary, maxLength }: DecoderLimits,
): void {
  if (prompts.length === 0 || !(copies >= 1)) {
    throw new InvalidArgumentError('there must be at least one prompt, and one row that continues each');
  }
  prompts.forEach((prompt, index) => {
    if (prompt.length === 0) throw new ModelInputError(`prompt ${index} has no tokens`);
    if (maxLength !== undefined && prompt.length > maxLength) throw tooLong(prompt.length, maxLength);
    const wrong = Array.from(prompt).find((id) => !(id >= 0 && id < vocabulary));
    if (wrong === undefined) return;
    throw new ModelInputError(
      `prompt ${index} has the token id ${wrong}; those of the model are 0 to ${vocabulary - 1}`,
    );
  });
}
