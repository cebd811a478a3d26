/** mT5 with its language modeling head. */
import { mt5Config } from '@automodel/modeling';
import { T5ForConditionalGeneration } from './t5.js';

export class MT5ForConditionalGeneration extends T5ForConditionalGeneration {
  static override readonly configSchema = mt5Config;

  /** Never, whatever `config.json` says of tied embeddings. */
  protected override isScaled(): boolean {
    return false;
  }
}
