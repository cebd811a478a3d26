/** GPT-J (https://github.com/kingoflolz/mesh-transformer-jax): attention and feed-forward network side by side, rotary positions. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { readRope } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import type { LayerContext } from './grouped-query-attention.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

export const gptjConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50400),
  n_positions: size(2048),
  n_embd: size(4096),
  n_layer: count(28),
  n_head: size(16),
  // Elements of a head that are turned.
  rotary_dim: size(64),
  n_inner: optionalSize,
  activation_function: activation('gelu_new'),
  layer_norm_epsilon: epsilon(1e-5),
  tie_word_embeddings: v.optional(v.boolean(), false),
});
export type GPTJConfig = v.InferOutput<typeof gptjConfig>;

class GPTJAttention extends ConfiguredModule<GPTJConfig> {
  k_proj = new Linear(this.config.n_embd, this.config.n_embd, { bias: false });
  v_proj = new Linear(this.config.n_embd, this.config.n_embd, { bias: false });
  q_proj = new Linear(this.config.n_embd, this.config.n_embd, { bias: false });
  out_proj = new Linear(this.config.n_embd, this.config.n_embd, { bias: false });

  forward(x: Value, { attention, angles }: Required<LayerContext>): Value {
    const heads = this.config.n_head;
    const turn = (part: Linear): Value => angles.turn(part.forward(x), heads, { interleaved: true });
    const value = this.v_proj.forward(x);
    return this.out_proj.forward(attention.attend(turn(this.q_proj), turn(this.k_proj), value, { heads }));
  }
}

class GPTJMLP extends ConfiguredModule<GPTJConfig> {
  private readonly inner = this.config.n_inner ?? 4 * this.config.n_embd;
  fc_in = new Linear(this.config.n_embd, this.inner);
  fc_out = new Linear(this.inner, this.config.n_embd);

  forward(x: Value): Value {
    return this.fc_out.forward(activations[this.config.activation_function](this.fc_in.forward(x)));
  }
}

class GPTJBlock extends ConfiguredModule<GPTJConfig> {
  ln_1 = new LayerNorm(this.config.n_embd, this.config.layer_norm_epsilon);
  attn = new GPTJAttention(this.config);
  mlp = new GPTJMLP(this.config);

  forward(x: Value, context: Required<LayerContext>): Value {
    const normalized = this.ln_1.forward(x);
    return this.attn.forward(normalized, context).add(this.mlp.forward(normalized)).add(x);
  }
}

export class GPTJModel extends RotaryDecoderModel<GPTJConfig> {
  static readonly configSchema = gptjConfig;
  static readonly base_model_prefix = 'transformer';

  wte = new Embedding(this.config.vocab_size, this.config.n_embd);
  h = Array.from({ length: this.config.n_layer }, () => new GPTJBlock(this.config));
  ln_f = new LayerNorm(this.config.n_embd, this.config.layer_norm_epsilon);
  readonly rotary_emb = this.makeRotaryEmbedding();

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const context = { attention, angles: this.rotary_emb.forward(position_ids) };
    const states = applyLayers(this.h, this.wte.forward(input_ids), (block, x) => block.forward(x, context));
    return normalizedOutputs(states, this.ln_f);
  }

  private makeRotaryEmbedding(): RotaryEmbedding {
    const { rotary_dim, n_positions } = this.config;
    return new RotaryEmbedding(readRope({ max_position_embeddings: n_positions }), rotary_dim, n_positions);
  }
}
