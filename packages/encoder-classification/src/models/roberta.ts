/** RoBERTa and XLM-RoBERTa with heads that classify (https://arxiv.org/abs/1907.11692): a text is read from <s>. */
import { RobertaModel, XLMRobertaModel } from '@automodel/modeling';
import { ClassificationHead } from '../heads/classification-head.js';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class RobertaForSequenceClassification extends ForSequenceClassification(RobertaModel) {
  override classifier = new ClassificationHead(this.config, 'tanh');
}

export class RobertaForTokenClassification extends ForTokenClassification(RobertaModel) {}
export class RobertaForQuestionAnswering extends ForQuestionAnswering(RobertaModel) {}

export class XLMRobertaForSequenceClassification extends ForSequenceClassification(XLMRobertaModel) {
  override classifier = new ClassificationHead(this.config, 'tanh');
}

export class XLMRobertaForTokenClassification extends ForTokenClassification(XLMRobertaModel) {}
export class XLMRobertaForQuestionAnswering extends ForQuestionAnswering(XLMRobertaModel) {}
