import { ScannedMerges } from '../json/scanned.js';
import type { Spec } from '../spec.js';
import { StringList } from '../text/string-list.js';
import { MergeTable } from './merge-table.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Reads the merges of a tokenizer.json: `["a b", ...]` or `[["a", "b"], ...]`, the first learnt first.
 *
 * @param prefix how many units the second token loses when it is merged
 * @throws TokenizerFileError
 */
export function readMerges(spec: Spec, name: string, vocabulary: Vocabulary, prefix: number): MergeTable {
  const value = spec.raw(name);
  const tokens = value instanceof ScannedMerges ? value.tokens : tokensOf(spec, name);
  // Several passes: in one, each look-up would wait for the one before it.
  const parts = vocabulary.indexesOf(tokens);
  const results = resultsOf(tokens, vocabulary, prefix);
  results.forEach((result, rank) => {
    const missing = parts[2 * rank] < 0 ? 2 * rank : parts[2 * rank + 1] < 0 ? 2 * rank + 1 : undefined;
    if (result >= 0 && missing === undefined) return;
    const token = missing === undefined ? mergedText(tokens, rank, prefix) : tokens.at(missing);
    spec.fail(`${name}[${rank}]`, `the token ${JSON.stringify(token)} is not in the vocabulary`);
  });
  const table = new MergeTable(results.length);
  results.forEach((result, rank) => {
    const left = vocabulary.idAt(parts[2 * rank]);
    const right = vocabulary.idAt(parts[2 * rank + 1]);
    table.set(left, right, rank, vocabulary.idAt(result));
  });
  return table;
}

/** The index in the vocabulary of what each merge gives, or -1. */
function resultsOf(tokens: StringList, vocabulary: Vocabulary, prefix: number): Int32Array {
  const results = new Int32Array(tokens.length / 2);
  let { starts, units } = tokens;
  if (prefix > 0) {
    const merged = new StringList();
    for (let rank = 0; rank < results.length; rank++) merged.add(mergedText(tokens, rank, prefix));
    ({ starts, units } = merged);
  }
  // Left and right one lie side by side.
  const step = prefix > 0 ? 1 : 2;
  // Vocabularies list what merges give in the order of the merges, so that the next one is mostly known.
  let next = 0;
  for (let rank = 0; rank < results.length; rank++) {
    const start = starts[step * rank];
    const end = starts[step * (rank + 1)];
    if (!vocabulary.isUnits(next, units, start, end)) next++;
    if (!vocabulary.isUnits(next, units, start, end)) next = vocabulary.findUnits(units, start, end);
    results[rank] = next;
  }
  return results;
}

/** What a merge gives. */
function mergedText(tokens: StringList, rank: number, prefix: number): string {
  return tokens.at(2 * rank) + tokens.at(2 * rank + 1).slice(prefix);
}

/** The tokens of merges: a left one, its right one, the left one of the next merge, ... */
function tokensOf(spec: Spec, name: string): StringList {
  const tokens = new StringList();
  spec.list(name).forEach((merge, rank) => {
    const pair: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const [left, right] = Array.isArray(pair) && pair.length === 2 ? (pair as unknown[]) : [];
    if (typeof left !== 'string' || typeof right !== 'string') {
      return spec.fail(`${name}[${rank}]`, 'a merge is two tokens');
    }
    tokens.add(left);
    tokens.add(right);
  });
  return tokens;
}
