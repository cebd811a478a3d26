import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  sigmoid,
  softmax,
  topIndices,
  type ForEach,
  type NonEmpty,
} from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { AutoModelForImageClassification } from '../auto-model.js';
import type { ImageClassificationModel } from '../image-classification-model.js';
import type { ImageInput } from '../images/raw-image.js';
import {
  ImagePipeline,
  imagePipelineOptions,
  loadImagePipeline,
  type ImagePipelineOptions,
} from './image-pipeline.js';

/** A label and how well it fits. */
export interface ImageClassificationSingle {
  label: string;
  score: number;
}

/** The labels that fit best, best first. */
export type ImageClassificationOutput = NonEmpty<ImageClassificationSingle>;

/** A list of pictures gives a list of results. */
export type ImageClassificationResult<T> = T extends readonly ImageInput[]
  ? ForEach<T, ImageClassificationOutput>
  : ImageClassificationOutput;

export interface ImageClassificationOptions extends ImagePipelineOptions {
  /** How many labels to return; 5 if left out, all if null, at most as many as there are. */
  readonly top_k?: number | null;
  /**
   * What makes scores of logits: `softmax` if left out, or `sigmoid` where there is one label or where several may hold
   * at once (`problem_type` in config.json); `none` leaves them as they are.
   */
  readonly function_to_apply?: ScoreFunction;
}

const scoreFunctions = {
  softmax: (logits: Float32Array): Float32Array => softmax(logits),
  sigmoid: (logits: Float32Array): Float32Array => logits.map(sigmoid),
  none: (logits: Float32Array): Float32Array => logits,
};

export type ScoreFunction = keyof typeof scoreFunctions;

export interface ImageClassificationPipeline {
  <const T extends ImageInput | readonly ImageInput[]>(
    images: T,
    options?: ImageClassificationOptions,
  ): Promise<ImageClassificationResult<T>>;
}

/**
 * Says what pictures show, as the pipeline of transformers does. A picture is a path, a URL, a Blob, encoded bytes, or a
 * {@link RawImage}.
 *
 * @example
 * const classifier = await ImageClassificationPipeline.from_pretrained('mini-vit-digits');
 * const [{ label, score }] = await classifier('digit.png');
 */
export class ImageClassificationPipeline extends ImagePipeline<ImageClassificationModel> {
  /** Loads a model and its image processor. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<ImageClassificationPipeline> {
    const auto = AutoModelForImageClassification;
    return new this(await loadImagePipeline('image-classification', auto, model, options));
  }

  async _call(
    images: ImageInput | readonly ImageInput[],
    options: ImageClassificationOptions = {},
  ): Promise<unknown> {
    refuseUnknownOptions('image-classification', options, [
      'top_k',
      'function_to_apply',
      ...imagePipelineOptions,
    ]);
    const { top_k = 5, function_to_apply = this.defaultFunction, ...rest } = options;
    const count = checkTopK(top_k) ?? this.model.num_labels;
    if (!Object.hasOwn(scoreFunctions, function_to_apply)) {
      throw new InvalidArgumentError(
        `function_to_apply is one of ${Object.keys(scoreFunctions).join(', ')}, not "${function_to_apply}"`,
      );
    }
    const isList = Array.isArray(images);
    const inputs = isList ? (images as readonly ImageInput[]) : [images as ImageInput];
    const results = await this.inBatches(inputs, rest, async ({ pixel_values }) => {
      const { logits } = await this.model({ pixel_values }, { signal: rest.signal });
      return Array.from({ length: logits.dims[0] }, (_, row) =>
        this.best(scoreFunctions[function_to_apply](logits.at(row).data), count),
      );
    });
    return isList ? results.flat() : results[0][0];
  }

  private get defaultFunction(): ScoreFunction {
    const { problem_type } = this.model.config;
    return problem_type === 'multi_label_classification' || this.model.num_labels === 1
      ? 'sigmoid'
      : 'softmax';
  }

  private best(scores: Float32Array, count: number): ImageClassificationOutput {
    const { labels } = this.model;
    const best = topIndices(scores, count).map((i) => ({ label: labels[i], score: scores[i] }));
    return best as ImageClassificationOutput;
  }
}

function checkTopK(top_k: number | null): number | null {
  if (top_k !== null) checkCount('top_k', top_k);
  return top_k;
}
