/** BERT with heads that classify (https://arxiv.org/abs/1810.04805): the pooler makes a text's vector of its first token's. */
import type { Value } from '@automodel/graph';
import { BertModel, BertPooler, type EncoderOutputs } from '@automodel/modeling';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class BertForSequenceClassification extends ForSequenceClassification(BertModel) {
  protected override makeBase(): BertModel {
    return Object.assign(new BertModel(this.config), { pooler: new BertPooler(this.config) });
  }

  protected override pooled({ pooler_output }: EncoderOutputs): Value {
    return pooler_output!;
  }
}

export class BertForTokenClassification extends ForTokenClassification(BertModel) {}
export class BertForQuestionAnswering extends ForQuestionAnswering(BertModel) {}
