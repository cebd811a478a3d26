import { InvalidArgumentError } from '@automodel/core';
import Table from 'cli-table3';
import { confusionMatricesSvg } from './confusion-matrix-svg.js';

/** How often each label was taken for each other one. Prints as a table: `console.log(String(matrix))`. */
export class ConfusionMatrix {
  /**
   * @param labels the names, in the order of rows and columns
   * @param counts `counts[i][j]`: how many texts of label i were taken for label j
   */
  constructor(
    readonly labels: readonly string[],
    readonly counts: readonly (readonly number[])[],
  ) {
    if (counts.length !== labels.length || counts.some((row) => row.length !== labels.length)) {
      throw new InvalidArgumentError(
        `a confusion matrix of ${labels.length} labels has as many rows and columns`,
      );
    }
  }

  /**
   * Counts predictions.
   *
   * @param truths the right label of each text
   * @param predictions the label that it was given
   * @param labels their order; sorted by name if left out
   * @throws InvalidArgumentError if there are none, or not as many of both, or one that `labels` does not name
   */
  static of(
    truths: readonly string[],
    predictions: readonly string[],
    labels: readonly string[] = [...new Set([...truths, ...predictions])].sort(),
  ): ConfusionMatrix {
    if (truths.length !== predictions.length) {
      throw new InvalidArgumentError(
        `there are ${truths.length} right labels and ${predictions.length} predictions; give one prediction for each`,
      );
    }
    if (truths.length === 0) throw new InvalidArgumentError('there are no predictions to count');
    const ids = new Map(labels.map((label, id) => [label, id]));
    const idOf = (label: string): number => {
      const id = ids.get(label);
      if (id !== undefined) return id;
      throw new InvalidArgumentError(`the label ${JSON.stringify(label)} is none of ${labels.join(', ')}`);
    };
    const counts = labels.map(() => labels.map(() => 0));
    truths.forEach((truth, i) => counts[idOf(truth)][idOf(predictions[i])]++);
    return new ConfusionMatrix(labels, counts);
  }

  /** How many texts were judged. */
  get total(): number {
    return this.counts.flat().reduce((a, b) => a + b, 0);
  }

  /** How many were judged rightly. */
  get correct(): number {
    return this.counts.reduce((sum, row, i) => sum + row[i], 0);
  }

  /** The share that was judged rightly, 0 to 1. */
  get accuracy(): number {
    return this.correct / this.total;
  }

  /** A table for the terminal: a row for each right label, a column for each prediction. */
  toString(): string {
    const table = new Table({
      head: ['', ...this.labels.map((label) => `predicted ${label}`)],
      colAligns: ['left', ...this.labels.map(() => 'right' as const)],
      style: { head: [], border: [], compact: true },
    });
    table.push(...this.counts.map((row, i) => [`true ${this.labels[i]}`, ...row.map(String)]));
    return table.toString();
  }

  /** A picture: the document of an SVG file. */
  toSvg({ title = 'Confusion matrix' }: { readonly title?: string } = {}): string {
    return confusionMatricesSvg([{ title, matrix: this }]);
  }
}
