/** Gemma 3 (https://arxiv.org/abs/2503.19786), text: five local layers to a global one, which turn positions each their own way. */
import type { Value } from '@automodel/graph';
import * as v from 'valibot';
import { optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { readRope, type RopeParameters } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import { Gemma2DecoderLayer } from './gemma2.js';
import { gemmaFields, GemmaLikeModel } from './gemma.js';
import type { LayerContext } from './grouped-query-attention.js';
import { layerTypeOf, layerTypes, slidingWindow, type LayerType } from './layer-types.js';
import { withHeadSizes } from './llama.js';
import { activation } from '../layers/activation.js';

const cap = v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))));

export const gemma3TextConfig = v.pipe(
  v.looseObject({
    ...gemmaFields,
    vocab_size: size(262208),
    hidden_size: size(2304),
    intermediate_size: size(9216),
    num_hidden_layers: size(26),
    num_attention_heads: size(8),
    num_key_value_heads: v.optional(optionalSize, 4),
    hidden_activation: activation('gelu_pytorch_tanh'),
    max_position_embeddings: size(131072),
    query_pre_attn_scalar: v.optional(v.pipe(v.number(), v.gtValue(0)), 256),
    sliding_window: v.optional(slidingWindow, 4096),
    // Every so many layers one is global.
    sliding_window_pattern: size(6),
    layer_types: layerTypes,
    rope_local_base_freq: v.optional(v.pipe(v.number(), v.gtValue(1)), 10_000),
    attn_logit_softcapping: cap,
    final_logit_softcapping: cap,
  }),
  v.transform(withHeadSizes),
);
export type Gemma3TextConfig = v.InferOutput<typeof gemma3TextConfig>;

class Gemma3DecoderLayer extends Gemma2DecoderLayer {
  constructor(
    config: Gemma3TextConfig,
    readonly type: LayerType,
  ) {
    const { attention_bias: bias, query_pre_attn_scalar, sliding_window, attn_logit_softcapping } = config;
    super(config, {
      bias,
      outputBias: bias,
      scale: query_pre_attn_scalar ** -0.5,
      window: type === 'sliding_attention' ? (sliding_window ?? undefined) : undefined,
      softcap: attn_logit_softcapping ?? undefined,
      norm: { over: 'head', epsilon: config.rms_norm_eps, offset: 1 },
    });
  }
}

export class Gemma3TextModel extends GemmaLikeModel<Gemma3TextConfig> {
  static readonly configSchema = gemma3TextConfig;

  private readonly rotaryOfLocal = this.makeRotary(this.localRope());

  /** Counts the stretching of the global layers already. */
  override get maxLength(): number {
    return this.config.max_position_embeddings;
  }

  override forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const contexts: Record<LayerType, LayerContext> = {
      full_attention: { attention, angles: this.rotary_emb.forward(position_ids) },
      sliding_attention: { attention, angles: this.rotaryOfLocal.forward(position_ids) },
    };
    const layers = this.layers as Gemma3DecoderLayer[];
    const states: Value[] = applyLayers(layers, this.embed(input_ids), (layer, x) =>
      layer.forward(x, contexts[layer.type]),
    );
    return normalizedOutputs(states, this.norm);
  }

  protected makeLayer(index: number): Gemma3DecoderLayer {
    const isLocal = (index + 1) % this.config.sliding_window_pattern !== 0;
    const type = layerTypeOf(this.config, index, isLocal ? 'sliding_attention' : 'full_attention');
    return new Gemma3DecoderLayer(this.config, type);
  }

  protected override makeRotaryEmbedding(): RotaryEmbedding {
    return this.makeRotary(readRope(this.config, { theta: 1_000_000 }, 'full_attention'));
  }

  /** Older files stretch the global layers alone, by rope_scaling. */
  private localRope(): RopeParameters {
    const { rope_parameters, rope_local_base_freq: theta, max_position_embeddings } = this.config;
    const named = rope_parameters?.['sliding_attention'] ? rope_parameters : undefined;
    return readRope({ rope_parameters: named, max_position_embeddings }, { theta }, 'sliding_attention');
  }

  private makeRotary(rope: RopeParameters): RotaryEmbedding {
    return new RotaryEmbedding(rope, this.config.head_dim, this.config.max_position_embeddings);
  }
}
