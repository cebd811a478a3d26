import { checkTexts } from './check-texts.js';
import { countNgrams, sharedNgrams, wordsOf } from './ngrams.js';

const MAX_ORDER = 6;
/** How much heavier recall is than precision. */
const BETA = 2;

/** Of n-grams of one order: how many a text has, a reference has, and both have. */
interface Matches {
  readonly hypothesis: number;
  readonly reference: number;
  readonly shared: number;
}

/**
 * chrF2 (Popović 2015) of a corpus, 0 to 100, as sacreBLEU's `corpus_chrf`: how many runs of 1 to 6 characters, white space
 * left out, translations have in common with their references; of several with the one that gives most.
 *
 * @param references one list or several, each with a reference for every hypothesis
 * @throws InvalidArgumentError if there is nothing, or a list of references is longer or shorter than the hypotheses
 */
export function corpusChrf(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
): number {
  checkTexts(hypotheses, references);
  const best = hypotheses.map((hypothesis, i) => {
    const ngrams = characterNgrams(hypothesis);
    const all = references.map((texts) => matches(ngrams, characterNgrams(texts[i])));
    return all.reduce((most, other) => (score(other) > score(most) ? other : most));
  });
  return score(
    best[0].map((_, order) => ({
      hypothesis: sum(best.map((text) => text[order].hypothesis)),
      reference: sum(best.map((text) => text[order].reference)),
      shared: sum(best.map((text) => text[order].shared)),
    })),
  );
}

function characterNgrams(text: string): Map<string, number>[] {
  const characters = [...wordsOf(text).join('')];
  return Array.from({ length: MAX_ORDER }, (_, i) => countNgrams(characters, i + 1));
}

function matches(
  hypothesis: readonly Map<string, number>[],
  reference: readonly Map<string, number>[],
): Matches[] {
  return hypothesis.map((ngrams, order) => ({
    // What the reference is too short for counts neither for nor against.
    hypothesis: reference[order].size === 0 ? 0 : sum(ngrams.values()),
    reference: sum(reference[order].values()),
    shared: sharedNgrams(ngrams, reference[order]),
  }));
}

/** The F score of precision and recall, each the mean over the orders that both texts are long enough for. */
function score(orders: readonly Matches[]): number {
  const compared = orders.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  if (compared.length === 0) return 0;
  const precision = sum(compared.map(({ hypothesis, shared }) => shared / hypothesis)) / compared.length;
  const recall = sum(compared.map(({ reference, shared }) => shared / reference)) / compared.length;
  if (precision + recall === 0) return 0;
  return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
