import type { TextGenerationPipeline } from '@automodel/causal-lm';
import type { FillMaskPipeline } from '@automodel/masked-lm';
import type { LoadOptions } from '@automodel/modeling';
import type { ImageClassificationPipeline, ImageFeatureExtractionPipeline } from '@automodel/vit';

/** The pipeline of each task. */
export interface Pipelines {
  'fill-mask': FillMaskPipeline;
  'image-classification': ImageClassificationPipeline;
  'image-feature-extraction': ImageFeatureExtractionPipeline;
  'text-generation': TextGenerationPipeline;
}

export type TaskName = keyof Pipelines;

/** How a task's pipeline is made, and the model that it has if none is named. */
export interface Task<P> {
  readonly defaultModel: string;
  load(model: string, options?: LoadOptions): Promise<P>;
}

/** The tasks of {@link pipeline}; the packages behind them are loaded when a task is asked for. */
export const tasks: { readonly [T in TaskName]: Task<Pipelines[T]> } = {
  'fill-mask': {
    defaultModel: 'mini-bert',
    load: async (model, options) =>
      (await import('@automodel/masked-lm')).FillMaskPipeline.from_pretrained(model, options),
  },
  'image-classification': {
    defaultModel: 'mini-vit-digits',
    load: async (model, options) =>
      (await import('@automodel/vit')).ImageClassificationPipeline.from_pretrained(model, options),
  },
  'image-feature-extraction': {
    defaultModel: 'mini-vit-digits',
    load: async (model, options) =>
      (await import('@automodel/vit')).ImageFeatureExtractionPipeline.from_pretrained(model, options),
  },
  'text-generation': {
    defaultModel: 'mini-gpt2',
    load: async (model, options) =>
      (await import('@automodel/causal-lm')).TextGenerationPipeline.from_pretrained(model, options),
  },
};
