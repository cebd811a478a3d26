import { refuseUnknownOptions, type Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import {
  collectOutputs,
  ENCODER_OPTIMIZATION,
  HIDDEN_STATES,
  nameHiddenStates,
  PreTrainedModel,
} from '@automodel/modeling';
import { pair, type VisionConfig } from './vision-config.js';
import { visionFeeds, type VisionCallOptions, type VisionInputs } from './vision-inputs.js';

/** What a vision transformer's graph computes: outputs by their names, and the states between its layers. */
export interface VisionOutputs {
  /** The embeddings and the output of every layer, each `[batch, tokens, hidden]`, before the last normalization. */
  readonly hidden_states: readonly Value[];
  readonly [output: string]: Value | undefined | readonly Value[];
}

/** What an encoder of pictures computes; all float32. Tokens are the class token and the patches, row by row. */
export interface VisionModelOutput {
  /** `[batch, tokens, hidden]` */
  readonly last_hidden_state: Tensor<'float32'>;
  /** A vector for each picture, `[batch, hidden]`, where the checkpoint has weights for it. */
  readonly pooler_output?: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, tokens, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
}

/** The variant of a graph that reads pictures of any size. */
const ANY_SIZE = 'any-size';

export interface VisionNetwork<Config extends VisionConfig, Output extends object> {
  (inputs: VisionInputs, options?: VisionCallOptions): Promise<Output>;
  readonly config: Config;
}

/** A network that reads pictures. */
export abstract class VisionNetwork<
  Config extends VisionConfig,
  Output extends object,
> extends PreTrainedModel<Config> {
  protected override readonly graphOptimization = ENCODER_OPTIMIZATION;
  protected override readonly takesInt8 = true;

  /** @param pixel_values float32 `[batch, channels, height, width]`, where height and width may be names */
  abstract override forward(pixel_values: Value): VisionOutputs;

  /** Whether pictures of another size than the trained one are read without being asked for. */
  protected readonly resamplesAlways: boolean = false;

  async _call(inputs: VisionInputs, options: VisionCallOptions = {}): Promise<Output> {
    refuseUnknownOptions('the model', options, [
      'output_hidden_states',
      'interpolate_pos_encoding',
      'signal',
    ]);
    const { output_hidden_states, interpolate_pos_encoding = false, signal } = options;
    const resamples = this.resamplesAlways || interpolate_pos_encoding;
    const { feeds, anySize } = visionFeeds(inputs, this.config, resamples);
    const variant = [anySize && ANY_SIZE, output_hidden_states && HIDDEN_STATES].filter(Boolean).join(' ');
    const session = await this.session(variant);
    return collectOutputs(await session.run(feeds, { signal })) as unknown as Output;
  }

  protected trace(graph: Graph, variant: string): void {
    const size = variant.includes(ANY_SIZE) ? ['height', 'width'] : pair(this.config.image_size);
    const pixels = graph.input('pixel_values', 'float32', ['batch', this.config.num_channels, ...size]);
    const { hidden_states, ...outputs } = this.forward(pixels);
    for (const [name, value] of Object.entries(outputs)) if (value) graph.output(name, value as Value);
    if (variant.includes(HIDDEN_STATES)) nameHiddenStates(graph, hidden_states);
  }

  protected override tracePortable(graph: Graph): void {
    this.trace(graph, this.resamplesAlways ? ANY_SIZE : '');
  }
}

/** An encoder of pictures without a head. */
export abstract class VisionModel<Config extends VisionConfig = VisionConfig> extends VisionNetwork<
  Config,
  VisionModelOutput
> {
  abstract override forward(
    pixel_values: Value,
  ): VisionOutputs & { readonly last_hidden_state: Value; readonly pooler_output?: Value };
}
