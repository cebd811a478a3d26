import { packSigns, refuseUnknownOptions, Tensor } from '@automodel/core';
import {
  AutoTokenizer,
  decoderModels,
  encoderModels,
  loadModel,
  paddedBatches,
  TextPipeline,
  type BaseModelOutput,
  type EncoderCallInputs,
  type LoadOptions,
  type ModelCallOptions,
  type ModelRegistry,
  type PreTrainedModel,
} from '@automodel/modeling';
import { checkChoice, checkText, fittingOptions, longestInput, type TextOptions } from './inputs.js';

const poolings = ['none', 'mean', 'cls', 'first_token', 'eos', 'last_token'] as const;
export type FeaturePooling = (typeof poolings)[number];

export interface FeatureExtractionOptions {
  /**
   * How the vectors of tokens become one of the text: their `mean`, that of the first (`cls`, `first_token`) or of the last token
   * (`eos`, `last_token`). `none`, if left out: `[texts, sequence, hidden]`, zeros at padding.
   */
  readonly pooling?: FeaturePooling;
  /** Whether vectors are brought to length 1. */
  readonly normalize?: boolean;
  /** Whether only the signs of the elements are kept, eight in a byte. */
  readonly quantize?: boolean;
  /** What the bytes of signs are: int8 for `binary` (if left out), uint8 for `ubinary`. */
  readonly precision?: 'binary' | 'ubinary';
  /** Passed to the tokenizer; texts are cut to what the model reads if `truncation` is left out. */
  readonly tokenize_kwargs?: TextOptions;
  readonly signal?: AbortSignal;
}

/** A network without a head, of whatever architecture. */
interface FeatureModel extends PreTrainedModel {
  (
    inputs: EncoderCallInputs,
    options?: ModelCallOptions,
  ): Promise<Pick<BaseModelOutput, 'last_hidden_state'>>;
  readonly maxLength: number | undefined;
}

const featureModels: ModelRegistry<FeatureModel> = { ...encoderModels, ...decoderModels };

export interface FeatureExtractionPipeline {
  <const Options extends FeatureExtractionOptions = object>(
    texts: string | readonly string[],
    options?: Options,
  ): Promise<Tensor<Options extends { quantize: true } ? 'int8' | 'uint8' : 'float32'>>;
}

/**
 * Makes vectors of texts, as features or to compare them.
 *
 * @example
 * const extractor = await FeatureExtractionPipeline.from_pretrained('all-MiniLM-L6-v2');
 * const vectors = await extractor(['A dog runs.', 'A cat sleeps.'], { pooling: 'mean', normalize: true });
 * vectors.dims; // [2, 384]
 */
export class FeatureExtractionPipeline extends TextPipeline<FeatureModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<FeatureExtractionPipeline> {
    return new this({
      task: 'feature-extraction',
      model: await loadModel(featureModels, model, options, 'feature-extraction'),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(texts: string | readonly string[], options: FeatureExtractionOptions = {}): Promise<Tensor> {
    refuseUnknownOptions('feature-extraction', options, [
      'pooling',
      'normalize',
      'quantize',
      'precision',
      'tokenize_kwargs',
      'signal',
    ]);
    const { pooling = 'none', normalize = false, quantize = false, precision = 'binary', signal } = options;
    checkChoice('pooling', pooling, poolings);
    checkChoice('precision', precision, ['binary', 'ubinary']);
    const { tokenize_kwargs = {} } = options;
    refuseUnknownOptions('tokenize_kwargs', tokenize_kwargs, [
      'truncation',
      'max_length',
      'add_special_tokens',
    ]);
    const fitting = fittingOptions(tokenize_kwargs, longestInput(this.tokenizer, this.model));
    const encodings = (Array.isArray(texts) ? (texts as readonly string[]) : [texts as string]).map(
      (text) => {
        checkText(text, 'what feature-extraction reads');
        return this.tokenizer.encodeFull(text, fitting);
      },
    );
    const longest = Math.max(...encodings.map(({ length }) => length));
    const rows = pooling === 'none' ? longest : 1;
    let features = new Tensor('float32', [], [0, 0]);
    for (const { inputs, indices } of paddedBatches(this.tokenizer, encodings)) {
      const { last_hidden_state } = await this.model(inputs, { signal });
      const width = last_hidden_state.dims[2];
      if (features.size === 0) {
        const dims = pooling === 'none' ? [encodings.length, longest, width] : [encodings.length, width];
        features = new Tensor('float32', new Float32Array(encodings.length * rows * width), dims);
      }
      indices.forEach((index, row) => {
        const vectors = last_hidden_state.at(row).data.subarray(0, encodings[index].length * width);
        features.data.set(pool(vectors, width, pooling), index * rows * width);
      });
    }
    if (normalize) features = features.normalize(2, -1);
    return quantize ? packSigns(features, precision) : features;
  }
}

/** The vectors of a text's tokens, or the one that stands for them. */
function pool(vectors: Float32Array, width: number, pooling: FeaturePooling): Float32Array {
  switch (pooling) {
    case 'none':
      return vectors;
    case 'mean': {
      const sum = new Float32Array(width);
      for (let i = 0; i < vectors.length; i++) sum[i % width] += vectors[i];
      return sum.map((value) => (value * width) / vectors.length);
    }
    case 'cls':
    case 'first_token':
      return vectors.subarray(0, width);
    case 'eos':
    case 'last_token':
      return vectors.subarray(-width);
  }
}
