/** mT5 (https://arxiv.org/abs/2010.11934): T5 1.1 for many languages. */
import * as v from 'valibot';
import { count, size } from '../config.js';
import { feedForward, t5Config, T5EncoderModel, T5Model } from './t5.js';

export const mt5Config = v.looseObject({
  ...t5Config.entries,
  vocab_size: size(250112),
  d_ff: size(1024),
  num_layers: count(8),
  num_heads: size(6),
  feed_forward_proj: feedForward('gated-gelu'),
});

/** mT5 without a head. */
export class MT5Model extends T5Model {
  static override readonly configSchema = mt5Config;
}

/** The encoder by itself, for heads over its tokens. */
export class MT5EncoderModel extends T5EncoderModel {
  static override readonly configSchema = mt5Config;
}
