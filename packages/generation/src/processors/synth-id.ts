import { checkCount, InvalidArgumentError } from '@automodel/core';
import type { SynthIDTextWatermarkingConfig } from '../config/generation-config.js';
import type { LogitsProcessor } from './logits-processor.js';
import { normalizer } from './selection.js';
import { TorchRandom } from './torch-random.js';

const SMALLEST_FLOAT32 = -(2 - 2 ** -23) * 2 ** 127;
/** The low half of the multiplier 6364136223846793005: no more of the hash is looked at. */
const MULTIPLIER = 0x4c957f2d;

/** Tournament sampling with keys (https://www.nature.com/articles/s41586-024-08025-4): turns scores into log-probabilities. */
export class SynthIDTextWatermarkLogitsProcessor implements LogitsProcessor {
  readonly #config: SynthIDTextWatermarkingConfig;
  readonly #historySize: number;
  readonly #table: Uint8Array;
  readonly #candidates: number[] = [];
  #probabilities = new Float32Array(0);
  #hashes = new Int32Array(0);

  /**
   * @param promptLength tokens before the first new one, padding included: the watermark does not look at them
   * @throws InvalidArgumentError if the table's size is no power of two
   */
  constructor(
    config: SynthIDTextWatermarkingConfig,
    readonly promptLength: number,
  ) {
    const size = config.sampling_table_size ?? 2 ** 16;
    if (!Number.isInteger(Math.log2(size)) || size > 2 ** 24) {
      throw new InvalidArgumentError(
        `watermarking_config.sampling_table_size must be a power of two up to 2^24, not ${size}`,
      );
    }
    checkCount('watermarking_config.ngram_len', config.ngram_len, 2);
    this.#config = config;
    this.#historySize = config.context_history_size ?? 1024;
    this.#table = new TorchRandom(config.sampling_table_seed ?? 0).bits(size);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    const { ngram_len, keys, skip_first_ngram_calls, debug_mode } = this.#config;
    if (debug_mode) scores.fill(1);
    const made = sequence.length - this.promptLength;
    if ((skip_first_ngram_calls && made + 1 < ngram_len) || this.#contextOccurred(sequence)) return;
    if (this.#probabilities.length !== scores.length) {
      this.#probabilities = new Float32Array(scores.length);
      this.#hashes = new Int32Array(scores.length);
    }
    const probabilities = this.#probabilities;
    const hashes = this.#hashes;
    const context = this.#contextHash(sequence);
    const { largest, sum } = normalizer(scores);
    const candidates = this.#candidates;
    candidates.length = 0;
    for (let id = 0; id < scores.length; id++) {
      probabilities[id] = Math.exp(scores[id] - largest) / sum;
      if (probabilities[id] === 0) continue;
      hashes[id] = accumulate(context, id);
      candidates.push(id);
    }
    const mask = this.#table.length - 1;
    for (const key of keys) {
      let mass = 0;
      for (const id of candidates)
        if (this.#table[accumulate(hashes[id], key) & mask]) mass += probabilities[id];
      for (const id of candidates) {
        probabilities[id] *= 1 + this.#table[accumulate(hashes[id], key) & mask] - mass;
      }
    }
    scores.fill(SMALLEST_FLOAT32);
    for (const id of candidates) {
      const score = Math.log(probabilities[id]);
      if (Number.isFinite(score)) scores[id] = score;
    }
  }

  /** The token at `index`; Python's context begins with zeros, not with the prompt. */
  #at(sequence: Int32Array, index: number): number {
    return index < this.promptLength ? 0 : sequence[index];
  }

  #contextHash(sequence: Int32Array): number {
    let hash = 1;
    for (let back = this.#config.ngram_len - 1; back > 0; back--) {
      hash = accumulate(hash, this.#at(sequence, sequence.length - back));
    }
    return hash;
  }

  /** Whether the last tokens were the last tokens of an earlier step, too: then there is no watermark. */
  #contextOccurred(sequence: Int32Array): boolean {
    const width = this.#config.ngram_len - 1;
    const skipped = this.#config.skip_first_ngram_calls ? width : 0;
    const first = Math.max(this.promptLength + skipped, sequence.length - this.#historySize);
    for (let end = first; end < sequence.length; end++) {
      let back = 1;
      while (back <= width && this.#at(sequence, end - back) === this.#at(sequence, sequence.length - back)) {
        back++;
      }
      if (back > width) return true;
    }
    return false;
  }
}

/** The low 32 bits of one step of the hash. */
function accumulate(hash: number, value: number): number {
  return (Math.imul(hash + value, MULTIPLIER) + 1) | 0;
}
