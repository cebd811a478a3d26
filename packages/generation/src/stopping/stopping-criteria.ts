/** Says when a row is complete. */
export interface StoppingCriterion {
  /**
   * Asked after each new token. Like a logits processor it must not rely on rows keeping their places.
   *
   * @param sequence all tokens of the row, the new one included; good for the duration of the call only
   * @param scores the processed scores that the new token was chosen from, `[vocabulary]`, where the search has them
   * @param row the row of the batch
   */
  isDone(sequence: Int32Array, scores: Float32Array | undefined, row: number): boolean;
}

/** A criterion as a function. */
export type StoppingFunction = StoppingCriterion['isDone'];

/** A row is complete when any of the criteria says so. */
export class StoppingCriteriaList implements StoppingCriterion {
  readonly criteria: StoppingCriterion[] = [];

  constructor(criteria: Iterable<StoppingCriterion | StoppingFunction> = []) {
    this.extend(criteria);
  }

  /** Adds one. */
  push(criterion: StoppingCriterion | StoppingFunction): void {
    this.criteria.push(typeof criterion === 'function' ? { isDone: criterion } : criterion);
  }

  /** Adds several. */
  extend(criteria: Iterable<StoppingCriterion | StoppingFunction>): void {
    for (const criterion of criteria) this.push(criterion);
  }

  isDone(sequence: Int32Array, scores: Float32Array | undefined, row: number): boolean {
    let done = false;
    // All are asked, as in Python: a criterion may count its calls.
    for (const criterion of this.criteria) if (criterion.isDone(sequence, scores, row)) done = true;
    return done;
  }

  [Symbol.iterator](): Iterator<StoppingCriterion> {
    return this.criteria[Symbol.iterator]();
  }
}
