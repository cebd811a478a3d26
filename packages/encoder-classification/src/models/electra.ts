/** ELECTRA with heads that classify (https://arxiv.org/abs/2003.10555): RoBERTa's, with another activation. */
import { ElectraModel } from '@automodel/modeling';
import { ClassificationHead } from '../heads/classification-head.js';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class ElectraForSequenceClassification extends ForSequenceClassification(ElectraModel) {
  override classifier = new ClassificationHead(this.config, 'gelu');
}

export class ElectraForTokenClassification extends ForTokenClassification(ElectraModel) {}
export class ElectraForQuestionAnswering extends ForQuestionAnswering(ElectraModel) {}
