/**
 * T5 (https://arxiv.org/abs/1910.10683) and mT5 with heads that classify. Texts and answers are read by the decoder, which reads what
 * the encoder reads, too; tokens are classified by the encoder alone.
 */
import {
  MT5EncoderModel,
  mt5Config,
  shiftTokensRight,
  T5EncoderModel,
  T5Model,
  type DecoderCallInputs,
  type EncoderCallInputs,
} from '@automodel/modeling';
import { ForQuestionAnswering, ForSequenceClassification } from '../heads/encoder-decoder-heads.js';
import { ForTokenClassification } from '../heads/encoder-heads.js';

/** Under a head, the decoder reads the input itself, a place to the right. */
class T5Reader extends T5Model {
  override defaultTarget({ input_ids }: EncoderCallInputs): DecoderCallInputs {
    return { input_ids: shiftTokensRight(input_ids, this.config.decoder_start_token_id ?? 0) };
  }
}

class MT5Reader extends T5Reader {
  static override readonly configSchema = mt5Config;
}

export class T5ForSequenceClassification extends ForSequenceClassification(T5Reader) {
  protected override readonly defaultEnd = 1;
}
export class T5ForTokenClassification extends ForTokenClassification(T5EncoderModel) {}
export class T5ForQuestionAnswering extends ForQuestionAnswering(T5Reader) {}

export class MT5ForSequenceClassification extends ForSequenceClassification(MT5Reader) {
  protected override readonly defaultEnd = 1;
}
export class MT5ForTokenClassification extends ForTokenClassification(MT5EncoderModel) {}
export class MT5ForQuestionAnswering extends ForQuestionAnswering(MT5Reader) {}
