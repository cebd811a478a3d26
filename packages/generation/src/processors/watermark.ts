import { checkCount, topIndices } from '@automodel/core';
import type { WatermarkingConfig } from '../config/generation-config.js';
import type { LogitsProcessor } from './logits-processor.js';
import { requireRange } from './checks.js';
import { TorchRandom } from './torch-random.js';

const TABLE_SIZE = 1_000_003;
/** Of how many of the likeliest tokens "selfhash" asks whether they are green. */
const SELF_HASH_CANDIDATES = 40;

/** Favours "green" tokens, which depend on the tokens before (https://arxiv.org/abs/2306.04634), as torch draws them. */
export class WatermarkLogitsProcessor implements LogitsProcessor {
  readonly bias: number;
  readonly hashingKey: number;
  readonly seedingScheme: 'lefthash' | 'selfhash';
  readonly contextWidth: number;
  readonly #greenCount: number;
  #table: Int32Array | undefined;

  constructor(
    readonly vocabSize: number,
    config: WatermarkingConfig = {},
  ) {
    const ratio = config.greenlist_ratio ?? 0.25;
    requireRange('watermarking_config.greenlist_ratio', ratio, ratio > 0 && ratio < 1, 'between 0 and 1');
    this.#greenCount = Math.floor(vocabSize * ratio);
    this.bias = config.bias ?? 2;
    this.hashingKey = config.hashing_key ?? 15485863;
    this.seedingScheme = config.seeding_scheme ?? 'lefthash';
    this.contextWidth = config.context_width ?? 1;
    checkCount('watermarking_config.hashing_key', this.hashingKey, 0);
    checkCount('watermarking_config.context_width', this.contextWidth, 1);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    if (sequence.length < this.contextWidth) return;
    if (this.seedingScheme === 'lefthash') {
      // Only 32 bits of key * token are used, and the product is below 2^53.
      const seed = (this.hashingKey * sequence[sequence.length - 1]) % 2 ** 32;
      for (const id of this.#green(seed)) scores[id] += this.bias;
      return;
    }
    const green = topIndices(scores, SELF_HASH_CANDIDATES).filter((candidate) =>
      this.#green(this.#selfHash(sequence, candidate)).includes(candidate),
    );
    for (const id of green) scores[id] += this.bias;
  }

  #green(seed: number): Int32Array {
    return new TorchRandom(seed).permutation(this.vocabSize, this.#greenCount);
  }

  /** The seed if `candidate` were the next token. */
  #selfHash(sequence: Int32Array, candidate: number): number {
    this.#table ??= new TorchRandom(this.hashingKey).permutation(TABLE_SIZE);
    const hash = (id: number): bigint => BigInt(this.#table![id % TABLE_SIZE] + 1);
    const last = hash(candidate);
    const product = (id: number): bigint => BigInt.asIntN(64, BigInt(this.hashingKey) * hash(id) * last);
    let least = product(candidate);
    const width = Math.min(this.contextWidth - 1, sequence.length);
    for (const id of sequence.subarray(sequence.length - width)) {
      const value = product(id);
      if (value < least) least = value;
    }
    const divisor = 2n ** 64n - 1n;
    return Number(BigInt.asUintN(32, ((least % divisor) + divisor) % divisor));
  }
}
