/**
 * GPT-2 (https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf): token and
 * position embeddings, then layers of masked self-attention and a feed-forward network, normalized before each part.
 */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, only, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import type { DecoderAttention } from '../decoder-attention.js';
import { DecoderModel } from '../decoder-model.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Conv1D } from '../layers/conv1d.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';

export const gpt2Config = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50257),
  n_positions: size(1024),
  n_embd: size(768),
  n_layer: count(12),
  n_head: size(12),
  n_inner: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), null),
  activation_function: activation('gelu_new'),
  layer_norm_epsilon: epsilon(1e-5),
  scale_attn_weights: v.optional(v.boolean(), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.boolean(), false),
  tie_word_embeddings: v.optional(v.boolean(), true),
  add_cross_attention: only(false, 'a decoder that reads an encoder belongs to encoder-decoder models'),
});
export type GPT2Config = v.InferOutput<typeof gpt2Config>;

class GPT2Attention extends ConfiguredModule<GPT2Config> {
  c_attn = new Conv1D(this.config.n_embd, 3 * this.config.n_embd);
  c_proj = new Conv1D(this.config.n_embd, this.config.n_embd);

  constructor(
    config: GPT2Config,
    private readonly layer: number,
  ) {
    super(config);
  }

  forward(x: Value, attention: DecoderAttention): Value {
    const { n_embd, n_head, scale_attn_weights, scale_attn_by_inverse_layer_idx } = this.config;
    const [query, key, value] = this.c_attn.forward(x).chunk(3, 2);
    let scale = scale_attn_weights ? 1 / Math.sqrt(n_embd / n_head) : 1;
    if (scale_attn_by_inverse_layer_idx) scale /= this.layer + 1;
    return this.c_proj.forward(attention.attend(query, key, value, { heads: n_head, scale }));
  }
}

class GPT2MLP extends ConfiguredModule<GPT2Config> {
  private readonly inner = this.config.n_inner ?? 4 * this.config.n_embd;
  c_fc = new Conv1D(this.config.n_embd, this.inner);
  c_proj = new Conv1D(this.inner, this.config.n_embd);

  forward(x: Value): Value {
    return this.c_proj.forward(activations[this.config.activation_function](this.c_fc.forward(x)));
  }
}

class GPT2Block extends ConfiguredModule<GPT2Config> {
  ln_1 = new LayerNorm(this.config.n_embd, this.config.layer_norm_epsilon);
  attn: GPT2Attention;
  ln_2 = new LayerNorm(this.config.n_embd, this.config.layer_norm_epsilon);
  mlp = new GPT2MLP(this.config);

  constructor(config: GPT2Config, layer: number) {
    super(config);
    this.attn = new GPT2Attention(config, layer);
  }

  forward(x: Value, attention: DecoderAttention): Value {
    x = x.add(this.attn.forward(this.ln_1.forward(x), attention));
    return x.add(this.mlp.forward(this.ln_2.forward(x)));
  }
}

export class GPT2Model extends DecoderModel<GPT2Config> {
  static readonly configSchema = gpt2Config;
  static readonly base_model_prefix = 'transformer';

  wte = new Embedding(this.config.vocab_size, this.config.n_embd);
  wpe = new Embedding(this.config.n_positions, this.config.n_embd);
  h = Array.from({ length: this.config.n_layer }, (_, layer) => new GPT2Block(this.config, layer));
  ln_f = new LayerNorm(this.config.n_embd, this.config.layer_norm_epsilon);

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  get maxLength(): number {
    return this.config.n_positions;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const embeddings = this.wte.forward(input_ids).add(this.wpe.forward(position_ids));
    const states = applyLayers(this.h, embeddings, (block, x) => block.forward(x, attention));
    return normalizedOutputs(states, this.ln_f);
  }
}
