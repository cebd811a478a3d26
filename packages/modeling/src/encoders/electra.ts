/** ELECTRA (https://arxiv.org/abs/2003.10555): BERT whose embeddings may be narrower than its layers. */
import * as v from 'valibot';
import { size } from '../config.js';
import type { EncoderInputs, EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { Linear } from '../layers/linear.js';
import { BertEmbeddings, BertEncoder, bertConfig } from './bert.js';

export const electraConfig = v.looseObject({
  ...bertConfig.entries,
  embedding_size: size(128),
  hidden_size: size(256),
  num_attention_heads: size(4),
  intermediate_size: size(1024),
});
export type ElectraConfig = v.InferOutput<typeof electraConfig>;

/** The ELECTRA encoder without a head. */
export class ElectraModel extends EncoderModel<ElectraConfig> {
  static readonly configSchema = electraConfig;
  static readonly base_model_prefix = 'electra';

  embeddings = new BertEmbeddings(this.config, this.config.embedding_size);
  embeddings_project =
    this.config.embedding_size === this.config.hidden_size
      ? undefined
      : new Linear(this.config.embedding_size, this.config.hidden_size);
  encoder = new BertEncoder(this.config);

  forward(inputs: EncoderInputs): EncoderOutputs {
    const embedded = this.embeddings.forward(inputs);
    const projected = this.embeddings_project?.forward(embedded) ?? embedded;
    const hidden_states = this.encoder.forward(projected, inputs.attention_mask);
    return { last_hidden_state: hidden_states[hidden_states.length - 1], hidden_states };
  }
}
