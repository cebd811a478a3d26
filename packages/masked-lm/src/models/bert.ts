/** BERT with its masked language modeling head (https://arxiv.org/abs/1810.04805). */
import { Module, Parameter, type Value } from '@automodel/graph';
import { activations, bertConfig, BertModel, LayerNorm, Linear, type BertConfig } from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

/** The sizes that the head needs; DeBERTa has them, too. */
export type HeadConfig = Pick<BertConfig, 'hidden_size' | 'hidden_act' | 'layer_norm_eps' | 'vocab_size'>;

class BertPredictionHeadTransform extends Module {
  dense: Linear;
  LayerNorm: LayerNorm;

  constructor(
    private readonly config: HeadConfig,
    embeddingSize: number,
  ) {
    super();
    this.dense = new Linear(config.hidden_size, embeddingSize);
    this.LayerNorm = new LayerNorm(embeddingSize, config.layer_norm_eps);
  }

  forward(x: Value): Value {
    return this.LayerNorm.forward(activations[this.config.hidden_act](this.dense.forward(x)));
  }
}

class BertLMPredictionHead extends Module {
  transform: BertPredictionHeadTransform;
  bias: Parameter;
  decoder: Linear;

  constructor(config: HeadConfig, wordEmbeddings: Parameter) {
    super();
    const [, embeddingSize] = wordEmbeddings.shape;
    this.transform = new BertPredictionHeadTransform(config, embeddingSize);
    this.bias = new Parameter([config.vocab_size]);
    this.decoder = new Linear(embeddingSize, config.vocab_size, {
      tiedWeight: wordEmbeddings,
      tiedBias: this.bias,
    });
  }

  forward(x: Value): Value {
    return this.decoder.forward(this.transform.forward(x));
  }
}

export class BertOnlyMLMHead extends Module {
  predictions: BertLMPredictionHead;

  constructor(config: HeadConfig, wordEmbeddings: Parameter) {
    super();
    this.predictions = new BertLMPredictionHead(config, wordEmbeddings);
  }

  forward(x: Value): Value {
    return this.predictions.forward(x);
  }
}

export class BertForMaskedLM extends MaskedLanguageModel<BertConfig> {
  static readonly configSchema = bertConfig;
  static readonly base_model_prefix = 'bert';

  bert = new BertModel(this.config);
  cls = new BertOnlyMLMHead(this.config, this.bert.embeddings.word_embeddings.weight);

  get base_model(): BertModel {
    return this.bert;
  }

  protected scores(x: Value): Value {
    return this.cls.forward(x);
  }
}
