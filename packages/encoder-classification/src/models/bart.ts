/**
 * BART (https://arxiv.org/abs/1910.13461) and mBART with heads that classify. Encoder and decoder read the same text; it is
 * classified by what the decoder makes of its end.
 */
import { BartModel, MBartModel } from '@automodel/modeling';
import { ForQuestionAnswering, ForSequenceClassification } from '../heads/encoder-decoder-heads.js';

export class BartForSequenceClassification extends ForSequenceClassification(BartModel) {}
export class BartForQuestionAnswering extends ForQuestionAnswering(BartModel) {}

export class MBartForSequenceClassification extends ForSequenceClassification(MBartModel) {}
export class MBartForQuestionAnswering extends ForQuestionAnswering(MBartModel) {}
