/** DistilBERT with heads that classify (https://arxiv.org/abs/1910.01108): a text is read from its first token's vector. */
import type { Value } from '@automodel/graph';
import { DistilBertModel, Linear, type EncoderInputs, type EncoderOutputs } from '@automodel/modeling';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class DistilBertForSequenceClassification extends ForSequenceClassification(DistilBertModel) {
  pre_classifier = new Linear(this.config.dim, this.config.dim);

  protected override pooled(outputs: EncoderOutputs, inputs: EncoderInputs): Value {
    return this.pre_classifier.forward(super.pooled(outputs, inputs)).relu();
  }
}

export class DistilBertForTokenClassification extends ForTokenClassification(DistilBertModel) {}
export class DistilBertForQuestionAnswering extends ForQuestionAnswering(DistilBertModel) {}
