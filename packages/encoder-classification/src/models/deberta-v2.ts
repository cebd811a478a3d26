/** DeBERTa v2 and v3 with heads that classify (https://arxiv.org/abs/2006.03654). */
import { ConfiguredModule, type Value } from '@automodel/graph';
import {
  activations,
  DebertaV2Model,
  Linear,
  type DebertaV2Config,
  type EncoderInputs,
  type EncoderOutputs,
} from '@automodel/modeling';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

class ContextPooler extends ConfiguredModule<DebertaV2Config> {
  dense = new Linear(this.config.hidden_size, this.config.hidden_size);

  forward(x: Value): Value {
    return activations[this.config.pooler_hidden_act](this.dense.forward(x));
  }
}

export class DebertaV2ForSequenceClassification extends ForSequenceClassification(DebertaV2Model) {
  pooler = new ContextPooler(this.config);

  protected override pooled(outputs: EncoderOutputs, inputs: EncoderInputs): Value {
    return this.pooler.forward(super.pooled(outputs, inputs));
  }
}

export class DebertaV2ForTokenClassification extends ForTokenClassification(DebertaV2Model) {}
export class DebertaV2ForQuestionAnswering extends ForQuestionAnswering(DebertaV2Model) {}
