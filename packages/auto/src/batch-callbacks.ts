import { Tensor } from '@automodel/core';
import type {
  LogitsProcessor as RowProcessor,
  Streamer,
  StoppingCriterion as RowCriterion,
} from '@automodel/generation';

/**
 * Base of logits processors that see a batch, as code written for `@huggingface/transformers` has them: the subclass says in
 * `_call` what becomes of the scores. Here a batch is one row. Processors that only have `process` need no base.
 */
export abstract class LogitsProcessor implements RowProcessor {
  /**
   * @param input_ids the tokens so far, `[1, tokens]`
   * @param logits `[1, vocabulary]`; may be changed in place
   * @returns the scores, in the same tensor or another
   */
  abstract _call(input_ids: readonly number[][], logits: Tensor<'float32'>): Tensor<'float32'>;

  process(sequence: Int32Array, scores: Float32Array): void {
    const { data } = this._call([[...sequence]], new Tensor('float32', scores, [1, scores.length]));
    if (data !== scores) scores.set(data);
  }
}

/** The same, for what is done only where tokens are sampled. */
export abstract class LogitsWarper extends LogitsProcessor {}

/** Base of stopping criteria that see a batch, as {@link LogitsProcessor} is for processors. */
export abstract class StoppingCriteria implements RowCriterion {
  /**
   * @param input_ids all tokens, the new one included, `[1, tokens]`
   * @param scores that the new token was chosen from, `[1, vocabulary]`, where the search has them
   * @returns whether each row is complete
   */
  abstract _call(input_ids: readonly number[][], scores: readonly Float32Array[]): readonly boolean[];

  isDone(sequence: Int32Array, scores: Float32Array | undefined): boolean {
    return this._call([[...sequence]], scores ? [scores] : [])[0];
  }
}

/** Base of streamers, for code that extends it; anything with these two methods is one. */
export abstract class BaseStreamer implements Streamer {
  abstract put(tokens: readonly (readonly number[])[]): void;
  abstract end(): void;
}
