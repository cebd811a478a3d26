/** RoBERTa and XLM-RoBERTa with their masked language modeling head (https://arxiv.org/abs/1907.11692). */
import { gelu, Module, Parameter, type Value } from '@automodel/graph';
import {
  LayerNorm,
  Linear,
  robertaConfig,
  RobertaModel,
  xlmRobertaConfig,
  type BertConfig,
  type EncoderConfig,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

/** The head of RoBERTa, which MPNet has, too. */
export class RobertaLMHead extends Module {
  dense: Linear;
  layer_norm: LayerNorm;
  bias: Parameter;
  decoder: Linear;

  constructor(
    config: EncoderConfig & Pick<BertConfig, 'hidden_size' | 'layer_norm_eps'>,
    wordEmbeddings: Parameter,
  ) {
    super();
    this.dense = new Linear(config.hidden_size, config.hidden_size);
    this.layer_norm = new LayerNorm(config.hidden_size, config.layer_norm_eps);
    this.bias = new Parameter([config.vocab_size]);
    this.decoder = new Linear(config.hidden_size, config.vocab_size, {
      tiedWeight: wordEmbeddings,
      tiedBias: this.bias,
    });
  }

  forward(x: Value): Value {
    return this.decoder.forward(this.layer_norm.forward(gelu(this.dense.forward(x))));
  }
}

export class RobertaForMaskedLM extends MaskedLanguageModel<BertConfig> {
  static readonly configSchema = robertaConfig;
  static readonly base_model_prefix: string = 'roberta';

  roberta = new RobertaModel(this.config);
  lm_head = new RobertaLMHead(this.config, this.roberta.embeddings.word_embeddings.weight);

  get base_model(): RobertaModel {
    return this.roberta;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}

export class XLMRobertaForMaskedLM extends RobertaForMaskedLM {
  static override readonly configSchema = xlmRobertaConfig;
}
