/** MPNet with heads that classify (https://arxiv.org/abs/2004.09297): a text is read from <s>. */
import { MPNetModel } from '@automodel/modeling';
import { ClassificationHead } from '../heads/classification-head.js';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/encoder-heads.js';

export class MPNetForSequenceClassification extends ForSequenceClassification(MPNetModel) {
  override classifier = new ClassificationHead(this.config, 'tanh');
}

export class MPNetForTokenClassification extends ForTokenClassification(MPNetModel) {}
export class MPNetForQuestionAnswering extends ForQuestionAnswering(MPNetModel) {}
