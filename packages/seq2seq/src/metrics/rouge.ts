import { checkTexts } from './check-texts.js';
import { countNgrams, ngramsIn, sharedNgrams } from './ngrams.js';

/** How much of a text is in its reference, and the other way round; each 0 to 1. */
export interface RougeMeasure {
  readonly precision: number;
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly fmeasure: number;
}

/** ROUGE's measures; by the names of Google's `rouge_score`. */
export interface RougeScores {
  /** Words in common. */
  readonly rouge1: RougeMeasure;
  /** Pairs of words in common. */
  readonly rouge2: RougeMeasure;
  /** The longest sequence of words that both have in order. */
  readonly rougeL: RougeMeasure;
  /** The same line by line, for summaries of several sentences, each on a line of its own. */
  readonly rougeLsum: RougeMeasure;
}

/**
 * ROUGE (Lin 2004) of a text, as Google's `rouge_score` measures it: lower-cased words of ASCII letters and digits, without
 * stemming.
 *
 * @param target the reference
 * @param prediction what a model wrote
 */
export function rougeScores(target: string, prediction: string): RougeScores {
  const [reference, words] = [rougeWords(target), rougeWords(prediction)];
  const ofNgrams = (order: number): RougeMeasure => {
    const shared = sharedNgrams(countNgrams(reference, order), countNgrams(words, order));
    return measure(shared, ngramsIn(words.length, order), ngramsIn(reference.length, order));
  };
  return {
    rouge1: ofNgrams(1),
    rouge2: ofNgrams(2),
    rougeL: measure(longestCommon(reference, words).length, words.length, reference.length),
    rougeLsum: ofLines(linesOf(target), linesOf(prediction)),
  };
}

/**
 * ROUGE of a corpus: the means of {@link rougeScores} over its texts.
 *
 * @param references a reference for every prediction
 * @throws InvalidArgumentError if there is nothing, or not a reference for each
 * @example
 * const { rougeL } = corpusRouge(['A dog runs in the snow.'], ['A brown dog is running in deep snow.']);
 * rougeL.fmeasure; // 0.57
 */
export function corpusRouge(predictions: readonly string[], references: readonly string[]): RougeScores {
  checkTexts(predictions, [references]);
  const all = predictions.map((prediction, i) => rougeScores(references[i], prediction));
  const mean = (pick: (scores: RougeScores) => number): number =>
    all.reduce((sum, scores) => sum + pick(scores), 0) / all.length;
  const means = (name: keyof RougeScores): RougeMeasure => ({
    precision: mean((scores) => scores[name].precision),
    recall: mean((scores) => scores[name].recall),
    fmeasure: mean((scores) => scores[name].fmeasure),
  });
  return {
    rouge1: means('rouge1'),
    rouge2: means('rouge2'),
    rougeL: means('rougeL'),
    rougeLsum: means('rougeLsum'),
  };
}

function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

function linesOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(rougeWords);
}

function measure(shared: number, inPrediction: number, inTarget: number): RougeMeasure {
  const precision = inPrediction === 0 ? 0 : shared / inPrediction;
  const recall = inTarget === 0 ? 0 : shared / inTarget;
  const fmeasure = shared === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, fmeasure };
}

/** Summary-level ROUGE-L: of each line of the reference, the words that it has in order with some line of the prediction. */
function ofLines(target: readonly string[][], prediction: readonly string[][]): RougeMeasure {
  const [words, reference] = [prediction.flat(), target.flat()];
  // Each word counts as often as both have it, however many lines it is found in.
  const left = countNgrams(words, 1);
  let shared = 0;
  for (const line of target) {
    const found = new Set(prediction.flatMap((other) => longestCommon(line, other)));
    for (const place of found) {
      const word = line[place];
      const count = left.get(word)!;
      if (count === 0) continue;
      left.set(word, count - 1);
      shared++;
    }
  }
  return measure(shared, words.length, reference.length);
}

/** Places in `a` of one of the longest sequences of words that `b` has in order, too, the last first. */
function longestCommon(a: readonly string[], b: readonly string[]): number[] {
  const lengths = [new Int32Array(b.length + 1)];
  a.forEach((word, i) => {
    const [above, row] = [lengths[i], new Int32Array(b.length + 1)];
    for (let j = 0; j < b.length; j++) {
      row[j + 1] = word === b[j] ? above[j] + 1 : Math.max(above[j + 1], row[j]);
    }
    lengths.push(row);
  });
  const places: number[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    if (a[i - 1] === b[j - 1]) {
      places.push(--i);
      j--;
    } else if (lengths[i][j - 1] > lengths[i - 1][j]) j--;
    else i--;
  }
  return places;
}
