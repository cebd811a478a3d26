/**
 * DeBERTa v2 with a masked language modeling head (https://arxiv.org/abs/2006.03654). The `legacy` head of most
 * checkpoints is BERT's; the other one multiplies with the word embeddings themselves.
 */
import { linear, Module, Parameter, type Value } from '@automodel/graph';
import {
  activations,
  debertaV2Config,
  DebertaV2Model,
  LayerNorm,
  Linear,
  type DebertaV2Config,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';
import { BertOnlyMLMHead, type HeadConfig } from './bert.js';

class DebertaV2LMPredictionHead extends Module {
  dense: Linear;
  LayerNorm: LayerNorm;
  bias: Parameter;

  constructor(private readonly config: HeadConfig) {
    super();
    this.dense = new Linear(config.hidden_size, config.hidden_size);
    this.LayerNorm = new LayerNorm(config.hidden_size, config.layer_norm_eps);
    this.bias = new Parameter([config.vocab_size]);
  }

  forward(x: Value, wordEmbeddings: Parameter): Value {
    const transformed = activations[this.config.hidden_act](this.dense.forward(x));
    return linear(this.LayerNorm.forward(transformed), wordEmbeddings, this.bias);
  }
}

class DebertaV2OnlyMLMHead extends Module {
  lm_head: DebertaV2LMPredictionHead;

  constructor(config: HeadConfig) {
    super();
    this.lm_head = new DebertaV2LMPredictionHead(config);
  }

  forward(x: Value, wordEmbeddings: Parameter): Value {
    return this.lm_head.forward(x, wordEmbeddings);
  }
}

export class DebertaV2ForMaskedLM extends MaskedLanguageModel<DebertaV2Config> {
  static readonly configSchema = debertaV2Config;
  static readonly base_model_prefix = 'deberta';

  deberta = new DebertaV2Model(this.config);
  private readonly wordEmbeddings = this.deberta.embeddings.word_embeddings.weight;
  cls = this.config.legacy ? new BertOnlyMLMHead(this.config, this.wordEmbeddings) : undefined;
  lm_predictions = this.config.legacy ? undefined : new DebertaV2OnlyMLMHead(this.config);

  get base_model(): DebertaV2Model {
    return this.deberta;
  }

  protected scores(x: Value): Value {
    return this.cls?.forward(x) ?? this.lm_predictions!.forward(x, this.wordEmbeddings);
  }
}
