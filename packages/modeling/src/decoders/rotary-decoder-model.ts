import { DecoderModel } from '../decoder-model.js';
import type { RotaryEmbedding } from '../layers/rotary-embedding.js';

/** A decoder that turns queries and keys by their positions: the scaling of the angles says how far it reads. */
export abstract class RotaryDecoderModel<Config extends object> extends DecoderModel<Config> {
  /** Undefined where a config has other positions in its place (ALiBi). */
  abstract readonly rotary_emb: RotaryEmbedding | undefined;

  get maxLength(): number | undefined {
    return this.rotary_emb?.maxLength;
  }

  override get switchLength(): number | undefined {
    return this.rotary_emb?.switchLength;
  }
}
