import type { Checkpoint } from '@automodel/checkpoint';
import { Tensor } from '@automodel/core';
import type { Graph } from '@automodel/graph';
import {
  declareInputs,
  encoderFeeds,
  encoderModels,
  PreTrainedModel,
  resolveClass,
  type EncoderConfig,
  type EncoderInputs,
  type EncoderModel,
  type EncoderOutputs,
  type LoadOptions,
  type NetworkClass,
} from '@automodel/modeling';
import type { Encoding } from '@automodel/tokenizers';
import { SentenceTransformerError } from './errors.js';
import type { Features, SentenceModule } from './modules/module.js';
import { Pooling } from './modules/pooling.js';

/** What a sentence encoder can be asked for. */
export type OutputValue = 'sentence_embedding' | 'token_embeddings';

/** What one computation is told. */
export interface EmbedSettings {
  readonly output: OutputValue;
  /** Tokens that the prompt takes at the front of each text. */
  readonly promptLength: number;
  readonly signal?: AbortSignal;
}

/**
 * An encoder of any architecture whose graph goes on to the vectors of whole texts, so that only those come up. It takes
 * texts of one length, therefore needs no padding, no mask, and no text's vector depends on its neighbours'.
 */
export interface SentenceEncoder extends EncoderModel<EncoderConfig> {
  /** Elements of a sentence's vector. */
  readonly dimension: number;
  /**
   * @param texts encoded texts, all with the same number of tokens
   * @returns `[texts, dimension]`, or `[texts, tokens, hidden]` for token embeddings
   */
  embed(texts: readonly Encoding[], settings: EmbedSettings): Promise<Tensor<'float32'>>;
}

/** An encoder of some architecture: what registries hold has a `forward`, but its abstract class does not say so. */
interface AnyEncoder extends EncoderModel<EncoderConfig> {
  forward(inputs: EncoderInputs): EncoderOutputs;
}

/**
 * Loads an encoder with what comes behind it.
 *
 * @throws UnsupportedArchitectureError, or what loading a model throws
 */
export async function loadSentenceEncoder(
  checkpoint: Checkpoint,
  modules: readonly SentenceModule[],
  options: LoadOptions | undefined,
): Promise<SentenceEncoder> {
  const { model_type } = checkpoint.config;
  const Encoder: NetworkClass<AnyEncoder> = await resolveClass(
    encoderModels,
    model_type,
    'SentenceTransformer',
  );
  const excludesPrompt = modules.some((module) => module instanceof Pooling && !module.include_prompt);

  class SentenceEncoderModel extends Encoder implements SentenceEncoder {
    dimension = 0;

    async embed(texts: readonly Encoding[], settings: EmbedSettings): Promise<Tensor<'float32'>> {
      const { output, promptLength, signal } = settings;
      const column = (name: 'ids' | 'typeIds'): Tensor<'int32'> => stackRows(texts.map((text) => text[name]));
      const { input_ids, token_type_ids } = encoderFeeds(
        { input_ids: column('ids'), ...(this.limits.segments > 0 && { token_type_ids: column('typeIds') }) },
        this.limits,
      );
      const session = await this.session(output === 'sentence_embedding' ? '' : output);
      const outputs = await session.run(
        {
          input_ids,
          ...(token_type_ids && { token_type_ids }),
          ...(excludesPrompt && { prompt_length: new Tensor('int32', [promptLength], []) }),
        },
        { signal },
      );
      return outputs[output] as Tensor<'float32'>;
    }

    protected override trace(graph: Graph, variant: string): void {
      const encoded = this.forward(declareInputs(graph, this.limits, { padding: false }));
      const begin: Features = {
        token_embeddings: encoded.last_hidden_state,
        ...(excludesPrompt && { prompt_length: graph.input('prompt_length', 'int32', []) }),
      };
      const features = modules.reduce((features, module) => module.forward(features), begin);
      const output = variant === '' ? 'sentence_embedding' : 'token_embeddings';
      const value = features[output];
      if (!value) {
        throw new SentenceTransformerError(
          'module-config-invalid',
          `modules.json of model "${checkpoint.name}" names no Pooling module, so texts have no vectors`,
        );
      }
      graph.output(output, value);
      if (variant === '') this.dimension = Number(value.shape[1]);
    }
  }

  const load: (
    this: NetworkClass<SentenceEncoder>,
    checkpoint: Checkpoint,
    options?: LoadOptions,
  ) => Promise<SentenceEncoder> = PreTrainedModel.from_checkpoint;
  return load.call(SentenceEncoderModel, checkpoint, options);
}

/** Rows of one length as a tensor `[rows, length]`. */
function stackRows(rows: readonly Int32Array[]): Tensor<'int32'> {
  const [{ length }] = rows;
  const data = new Int32Array(rows.length * length);
  rows.forEach((row, i) => data.set(row, i * length));
  return new Tensor('int32', data, [rows.length, length]);
}
