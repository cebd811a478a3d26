/** GPT-Neo (https://doi.org/10.5281/zenodo.5297715): GPT-2 whose layers alternate between global and local attention. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, ModelConfigError, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import type { DecoderAttention } from '../decoder-attention.js';
import { DecoderModel } from '../decoder-model.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';

const kind = v.picklist(['global', 'local']);

export const gptNeoConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50257),
  max_position_embeddings: size(2048),
  hidden_size: size(2048),
  num_layers: count(24),
  num_heads: size(16),
  intermediate_size: optionalSize,
  // Patterns of kinds, and how often each comes.
  attention_types: v.optional(v.array(v.tuple([v.array(kind), v.pipe(v.number(), v.maxValue(1024))])), [
    [['global', 'local'], 12],
  ]),
  window_size: size(256),
  activation_function: activation('gelu_new'),
  layer_norm_epsilon: epsilon(1e-5),
  tie_word_embeddings: v.optional(v.boolean(), true),
});
export type GPTNeoConfig = v.InferOutput<typeof gptNeoConfig>;

class GPTNeoSelfAttention extends ConfiguredModule<GPTNeoConfig> {
  k_proj = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: false });
  v_proj = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: false });
  q_proj = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: false });
  out_proj = new Linear(this.config.hidden_size, this.config.hidden_size);

  constructor(
    config: GPTNeoConfig,
    private readonly isLocal: boolean,
  ) {
    super(config);
  }

  forward(x: Value, attention: DecoderAttention): Value {
    const { num_heads: heads, window_size } = this.config;
    const [query, key, value] = [this.q_proj, this.k_proj, this.v_proj].map((part) => part.forward(x));
    // Scores are not scaled.
    const options = { heads, scale: 1, window: this.isLocal ? window_size : undefined };
    return this.out_proj.forward(attention.attend(query, key, value, options));
  }
}

class GPTNeoAttention extends ConfiguredModule<GPTNeoConfig> {
  attention: GPTNeoSelfAttention;

  constructor(config: GPTNeoConfig, isLocal: boolean) {
    super(config);
    this.attention = new GPTNeoSelfAttention(config, isLocal);
  }

  forward(x: Value, attention: DecoderAttention): Value {
    return this.attention.forward(x, attention);
  }
}

class GPTNeoMLP extends ConfiguredModule<GPTNeoConfig> {
  private readonly inner = this.config.intermediate_size ?? 4 * this.config.hidden_size;
  c_fc = new Linear(this.config.hidden_size, this.inner);
  c_proj = new Linear(this.inner, this.config.hidden_size);

  forward(x: Value): Value {
    return this.c_proj.forward(activations[this.config.activation_function](this.c_fc.forward(x)));
  }
}

class GPTNeoBlock extends ConfiguredModule<GPTNeoConfig> {
  ln_1 = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  attn: GPTNeoAttention;
  ln_2 = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  mlp = new GPTNeoMLP(this.config);

  constructor(config: GPTNeoConfig, isLocal: boolean) {
    super(config);
    this.attn = new GPTNeoAttention(config, isLocal);
  }

  forward(x: Value, attention: DecoderAttention): Value {
    x = x.add(this.attn.forward(this.ln_1.forward(x), attention));
    return x.add(this.mlp.forward(this.ln_2.forward(x)));
  }
}

export class GPTNeoModel extends DecoderModel<GPTNeoConfig> {
  static readonly configSchema = gptNeoConfig;
  static readonly base_model_prefix = 'transformer';

  wte = new Embedding(this.config.vocab_size, this.config.hidden_size);
  wpe = new Embedding(this.config.max_position_embeddings, this.config.hidden_size);
  h = this.attentionKinds().map((kind) => new GPTNeoBlock(this.config, kind === 'local'));
  ln_f = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  get maxLength(): number {
    return this.config.max_position_embeddings;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const embeddings = this.wte.forward(input_ids).add(this.wpe.forward(position_ids));
    const states = applyLayers(this.h, embeddings, (block, x) => block.forward(x, attention));
    return normalizedOutputs(states, this.ln_f);
  }

  private attentionKinds(): ('global' | 'local')[] {
    const { attention_types, num_layers } = this.config;
    const kinds = attention_types.flatMap(([pattern, times]) =>
      Array.from({ length: times }, () => pattern).flat(),
    );
    if (kinds.length === num_layers) return kinds;
    throw new ModelConfigError(
      `config.json does not describe a network: attention_types names ${kinds.length} layers, num_layers ${num_layers}`,
    );
  }
}
