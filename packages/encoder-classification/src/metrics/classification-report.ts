import { ConfusionMatrix } from './confusion-matrix.js';

/** How well a label, or all of them on average, are found. */
export interface LabelScores {
  /** Of the texts that were given the label, the share that has it; 0 if there are none. */
  readonly precision: number;
  /** Of the texts that have the label, the share that was given it; 0 if there are none. */
  readonly recall: number;
  /** The harmonic mean of both; 0 if both are 0. */
  readonly f1: number;
  /** How many texts have it. */
  readonly support: number;
}

export interface ClassificationReport {
  /** The share of texts that were given the right label. */
  readonly accuracy: number;
  /** Of each label. */
  readonly perLabel: readonly ({ readonly label: string } & LabelScores)[];
  /** The mean of the labels, each as heavy as the others. */
  readonly macro: LabelScores;
  /** The mean of the labels, each as heavy as it is frequent. */
  readonly weighted: LabelScores;
  /** Of all texts, whatever their labels; where each has one label, precision, recall and F1 are the accuracy. */
  readonly micro: LabelScores;
  readonly confusion: ConfusionMatrix;
}

/** The share of predictions that are right, 0 to 1. */
export function accuracy(truths: readonly string[], predictions: readonly string[]): number {
  return ConfusionMatrix.of(truths, predictions).accuracy;
}

/**
 * Measures predictions, as scikit-learn's `precision_recall_fscore_support` with `zero_division=0`.
 *
 * @param truths the right label of each text
 * @param predictions the label that it was given
 * @param options.labels their order; sorted by name if left out
 * @throws InvalidArgumentError if there are none, or not as many of both, or one that `labels` does not name
 * @example
 * const report = classificationReport(['good', 'bad', 'bad'], ['good', 'good', 'bad']);
 * report.accuracy; // 0.667
 * console.log(String(report.confusion));
 */
export function classificationReport(
  truths: readonly string[],
  predictions: readonly string[],
  options: { readonly labels?: readonly string[] } = {},
): ClassificationReport {
  const confusion = ConfusionMatrix.of(truths, predictions, options.labels);
  const { labels, counts, total, accuracy: share } = confusion;
  const perLabel = labels.map((label, i) => {
    const support = sum(counts[i]);
    const given = sum(counts.map((row) => row[i]));
    const [precision, recall] = [ratio(counts[i][i], given), ratio(counts[i][i], support)];
    return { label, precision, recall, f1: ratio(2 * precision * recall, precision + recall), support };
  });
  const mean = (weightOf: (support: number) => number): LabelScores => {
    const weights = perLabel.map(({ support }) => weightOf(support));
    const of = (field: 'precision' | 'recall' | 'f1'): number =>
      ratio(sum(perLabel.map((scores, i) => weights[i] * scores[field])), sum(weights));
    return { precision: of('precision'), recall: of('recall'), f1: of('f1'), support: total };
  };
  return {
    accuracy: share,
    perLabel,
    macro: mean(() => 1),
    weighted: mean((support) => support),
    micro: { precision: share, recall: share, f1: share, support: total },
    confusion,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
