/** ALBERT with heads that classify (https://arxiv.org/abs/1909.11942): the pooler makes a text's vector of its first token's. */
import type { Value } from '@automodel/graph';
import { AlbertModel, Linear, type EncoderOutputs } from '@automodel/modeling';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class AlbertForSequenceClassification extends ForSequenceClassification(AlbertModel) {
  protected override makeBase(): AlbertModel {
    const { hidden_size } = this.config;
    return Object.assign(new AlbertModel(this.config), { pooler: new Linear(hidden_size, hidden_size) });
  }

  protected override pooled({ pooler_output }: EncoderOutputs): Value {
    return pooler_output!;
  }
}

export class AlbertForTokenClassification extends ForTokenClassification(AlbertModel) {}
export class AlbertForQuestionAnswering extends ForQuestionAnswering(AlbertModel) {}
