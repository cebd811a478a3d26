import type { PreparedGenerationConfig } from '../config/generation-config.js';
import type { SearchResult } from './search.js';

/** Keeps what models and processors said of each step, if it is asked for. */
export class ScoreLog {
  private readonly scores?: Float32Array[][];
  private readonly logits?: Float32Array[][];

  constructor(
    { output_scores, output_logits, return_dict_in_generate }: PreparedGenerationConfig,
    private readonly rows: number,
    private readonly vocabSize: number,
  ) {
    if (return_dict_in_generate && output_scores) this.scores = [];
    if (return_dict_in_generate && output_logits) this.logits = [];
  }

  /** A step begins. */
  next(): void {
    const zeros = (): Float32Array[] =>
      Array.from({ length: this.rows }, () => new Float32Array(this.vocabSize));
    this.scores?.push(zeros());
    this.logits?.push(zeros());
  }

  keepLogits(row: number, logits: Float32Array): void {
    this.logits?.at(-1)![row].set(logits);
  }

  keepScores(row: number, scores: Float32Array): void {
    this.scores?.at(-1)![row].set(scores);
  }

  get kept(): Pick<SearchResult, 'scores' | 'logits'> {
    return { ...(this.scores && { scores: this.scores }), ...(this.logits && { logits: this.logits }) };
  }
}
