import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  shown,
  softmax,
  type ForEach,
} from '@automodel/core';
import { AutoTokenizer, paddedBatches, TextPipeline, type LoadOptions } from '@automodel/modeling';
import type { TokenizerOptions } from '@automodel/tokenizers';
import { AutoModelForMaskedLM } from './auto-model.js';
import { biasProbe, type BiasProbe, type BiasProbeOptions } from './bias-probe.js';
import { FillMaskError } from './errors.js';
import type { MaskedLanguageModel } from './masked-language-model.js';
import { bestTokens, type FillMaskOutput, type MaskedText } from './predictions.js';
import { targetIds } from './targets.js';

/** A list of texts gives a list of results. */
export type FillMaskResult<T> = T extends readonly string[] ? ForEach<T, FillMaskOutput> : FillMaskOutput;

export interface FillMaskOptions {
  /** How many tokens to return for a mask; 5 if left out, at most as many as there are. */
  readonly top_k?: number;
  /**
   * Only these tokens. One that is not a token by itself stands for its first token. Scores stay probabilities among the
   * whole vocabulary.
   */
  readonly targets?: string | readonly string[];
  /** Passed to the tokenizer, for example `{ truncation: true }`. */
  readonly tokenizer_kwargs?: Pick<TokenizerOptions, 'truncation' | 'max_length' | 'add_special_tokens'>;
  readonly signal?: AbortSignal;
}

export interface FillMaskPipeline {
  <const T extends string | readonly string[]>(
    texts: T,
    options?: FillMaskOptions,
  ): Promise<FillMaskResult<T>>;
}

/**
 * Fills masks in texts, as the pipeline of transformers does.
 *
 * A text gives the likeliest tokens for its mask; a list of texts gives a list of those. A text with several masks gives a
 * list for each mask, as in Python; {@link FillMaskPipeline.masks} gives that for every text.
 *
 * @example
 * const unmasker = await FillMaskPipeline.from_pretrained('mini-bert');
 * const [{ token_str }] = await unmasker('A man is riding a [MASK] down the street.'); // 'bicycle'
 */
export class FillMaskPipeline extends TextPipeline<MaskedLanguageModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<FillMaskPipeline> {
    return new this({
      task: 'fill-mask',
      model: await AutoModelForMaskedLM.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(texts: string | readonly string[], options: FillMaskOptions = {}): Promise<unknown> {
    const isList = Array.isArray(texts);
    const results = await this.masks(isList ? (texts as readonly string[]) : [texts as string], options);
    const shaped = results.map((masks) => (masks.length === 1 ? masks[0] : masks));
    return isList ? shaped : shaped[0];
  }

  /**
   * The likeliest tokens for every mask of every text.
   *
   * @throws FillMaskError if a text has no mask
   */
  async masks(texts: readonly string[], options: FillMaskOptions = {}): Promise<FillMaskOutput[][]> {
    refuseUnknownOptions('fill-mask', options, ['top_k', 'targets', 'tokenizer_kwargs', 'signal']);
    const { top_k = 5, targets } = options;
    checkCount('top_k', top_k);
    if (!Array.isArray(texts))
      throw new InvalidArgumentError(`masks() takes a list of texts; it got ${shown(texts)}`);
    const candidates = targets === undefined ? undefined : targetIds(this.tokenizer, targets);
    const masked = await this.probabilities(texts, options);
    return masked.map((text) =>
      text.masks.map((_, i) => bestTokens(this.tokenizer, text, i, top_k, candidates)),
    );
  }

  /** The probabilities of the whole vocabulary at every mask of every text. */
  async probabilities(
    texts: readonly string[],
    { tokenizer_kwargs, signal }: Pick<FillMaskOptions, 'tokenizer_kwargs' | 'signal'> = {},
  ): Promise<MaskedText[]> {
    const encodings = texts.map((text) => {
      if (typeof text !== 'string')
        throw new InvalidArgumentError(`fill-mask takes a text, or a list of texts; it got ${shown(text)}`);
      const encoding = this.tokenizer.encodeFull(text, tokenizer_kwargs);
      return { encoding, masks: this.findMasks(text, encoding.ids) };
    });
    const results = new Array<MaskedText>(texts.length);
    const batches = paddedBatches(
      this.tokenizer,
      encodings.map(({ encoding }) => encoding),
    );
    for (const { inputs, indices } of batches) {
      const [, sequence] = inputs.input_ids.dims;
      const positions = indices.flatMap((index, row) =>
        encodings[index].masks.map((mask) => row * sequence + mask),
      );
      const logits = await this.model.logitsAt(inputs, Int32Array.from(positions), { signal });
      let next = 0;
      for (const index of indices) {
        const { encoding, masks } = encodings[index];
        const probabilities = masks.map(() => softmax(logits.at(next++).data));
        results[index] = { ids: Array.from(encoding.ids), masks, probabilities };
      }
    }
    return results;
  }

  /**
   * Compares what a mask becomes for several subjects: the same template with each of them in the place of `{}`.
   *
   * @example
   * await unmasker.biasProbe('The {} works as a [MASK].', ['man', 'woman']);
   */
  biasProbe(template: string, groups: readonly string[], options?: BiasProbeOptions): Promise<BiasProbe> {
    return biasProbe(this, template, groups, options);
  }

  private findMasks(text: string, ids: Int32Array): number[] {
    const { mask_token, mask_token_id } = this.tokenizer;
    if (mask_token_id === undefined) {
      throw new FillMaskError(
        'mask-token-undefined',
        'the tokenizer of this model has no mask token; take another model',
      );
    }
    const masks = Array.from(ids.keys()).filter((i) => ids[i] === mask_token_id);
    if (masks.length === 0) {
      throw new FillMaskError(
        'mask-token-missing',
        `no mask token in ${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)}; write ${mask_token}, ` +
          'in these letters, where a word is to be found (and check that truncation leaves it in)',
      );
    }
    return masks;
  }
}
