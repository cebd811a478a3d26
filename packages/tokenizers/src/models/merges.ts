import type { Spec } from '../spec.js';
import { hashRange } from '../text/string-table.js';
import { MergeTable } from './merge-table.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * Reads the merges of a tokenizer.json: `["a b", ...]` or `[["a", "b"], ...]`, the first learnt first. Hundreds of
 * thousands of them make up most of loading, so nothing is cut out of their strings.
 *
 * @param prefix how many units the second token loses when it is merged
 * @throws TokenizerFileError
 */
export function readMerges(spec: Spec, name: string, vocabulary: Vocabulary, prefix: number): MergeTable {
  const merges = spec.list(name);
  const table = new MergeTable(merges.length);
  const fail = (rank: number, reason: string): never => spec.fail(`${name}[${rank}]`, reason);

  // Vocabularies list what merges give in the order of the merges, so that the next one is mostly known.
  let next = 0;
  const add = (rank: number, left: string, leftEnd: number, right: string, rightStart: number): void => {
    const end = right.length;
    const cut = Math.min(rightStart + prefix, end);
    const first = vocabulary.find(left, 0, leftEnd);
    const second = vocabulary.find(right, rightStart, end);
    if (!vocabulary.reads(next, left, leftEnd, right, cut, end)) next++;
    if (!vocabulary.reads(next, left, leftEnd, right, cut, end)) {
      const hash = hashRange(right, cut, end, hashRange(left, 0, leftEnd));
      next = vocabulary.findJoined(hash, left, leftEnd, right, cut, end);
    }
    if (first < 0 || second < 0 || next < 0) {
      const tokens = [left.slice(0, leftEnd), right.slice(rightStart)];
      const missing = next < 0 ? tokens[0] + right.slice(cut) : tokens[first < 0 ? 0 : 1];
      fail(rank, `the token ${JSON.stringify(missing)} is not in the vocabulary`);
    }
    table.set(vocabulary.idAt(first), vocabulary.idAt(second), rank, vocabulary.idAt(next));
  };

  merges.forEach((merge, rank) => {
    if (typeof merge === 'string') {
      const space = merge.indexOf(' ');
      if (space < 0 || merge.includes(' ', space + 1)) fail(rank, 'a merge is two tokens');
      add(rank, merge, space, merge, space + 1);
      return;
    }
    const [left, right] = Array.isArray(merge) && merge.length === 2 ? (merge as unknown[]) : [];
    if (typeof left !== 'string' || typeof right !== 'string') return fail(rank, 'a merge is two tokens');
    add(rank, left, left.length, right, 0);
  });
  return table;
}
