/** ALBERT with its masked language modeling head (https://arxiv.org/abs/1909.11942). */
import { Module, Parameter, type Value } from '@automodel/graph';
import {
  activations,
  albertConfig,
  AlbertModel,
  LayerNorm,
  Linear,
  type AlbertConfig,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

class AlbertMLMHead extends Module {
  dense: Linear;
  LayerNorm: LayerNorm;
  bias: Parameter;
  decoder: Linear;

  constructor(
    private readonly config: AlbertConfig,
    wordEmbeddings: Parameter,
  ) {
    super();
    const { hidden_size, embedding_size, vocab_size, layer_norm_eps } = config;
    this.dense = new Linear(hidden_size, embedding_size);
    this.LayerNorm = new LayerNorm(embedding_size, layer_norm_eps);
    this.bias = new Parameter([vocab_size]);
    this.decoder = new Linear(embedding_size, vocab_size, {
      tiedWeight: wordEmbeddings,
      tiedBias: this.bias,
    });
  }

  forward(x: Value): Value {
    return this.decoder.forward(
      this.LayerNorm.forward(activations[this.config.hidden_act](this.dense.forward(x))),
    );
  }
}

export class AlbertForMaskedLM extends MaskedLanguageModel<AlbertConfig> {
  static readonly configSchema = albertConfig;
  static readonly base_model_prefix = 'albert';

  albert = new AlbertModel(this.config);
  predictions = new AlbertMLMHead(this.config, this.albert.embeddings.word_embeddings.weight);

  get base_model(): AlbertModel {
    return this.albert;
  }

  protected scores(x: Value): Value {
    return this.predictions.forward(x);
  }
}
