/** Changes the scores of the next token of one row, before a search looks at them. */
export interface LogitsProcessor {
  /**
   * Changes `scores` in place. A processor that remembers something (for speed, say) must find from `sequence` whether it
   * still holds: rows of beams are reordered and candidates are taken back without notice.
   *
   * @param sequence all tokens of the row as Python's processors would see them: with the prompt (decoder-only models) and
   *   with its left padding. Good for the duration of the call only
   * @param scores of the token that follows, `[vocabulary]`: logits, or in beam search log-probabilities
   * @param row the row of the batch; with beams or several returned sequences the prompt's index is
   *   `Math.floor(row / rowsPerPrompt)`
   */
  process(sequence: Int32Array, scores: Float32Array, row: number): void;
}

/** Processors, one after the other. */
export class LogitsProcessorList implements LogitsProcessor {
  readonly processors: LogitsProcessor[] = [];

  constructor(processors: Iterable<LogitsProcessor> = []) {
    this.extend(processors);
  }

  /** Adds one. */
  push(processor: LogitsProcessor): void {
    this.processors.push(processor);
  }

  /** Adds several. */
  extend(processors: Iterable<LogitsProcessor>): void {
    this.processors.push(...processors);
  }

  get length(): number {
    return this.processors.length;
  }

  process(sequence: Int32Array, scores: Float32Array, row: number): void {
    for (const processor of this.processors) processor.process(sequence, scores, row);
  }

  [Symbol.iterator](): Iterator<LogitsProcessor> {
    return this.processors[Symbol.iterator]();
  }
}
