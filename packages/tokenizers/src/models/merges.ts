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

  const add = (rank: number, left: string, leftEnd: number, right: string, rightStart: number): void => {
    const leftHash = hashRange(left, 0, leftEnd);
    const end = right.length;
    const cut = Math.min(rightStart + prefix, end);
    const leftId = vocabulary.find(leftHash, left, leftEnd, '', 0, 0);
    const rightId = vocabulary.find(hashRange(right, rightStart, end), '', 0, right, rightStart, end);
    const joined = vocabulary.find(hashRange(right, cut, end, leftHash), left, leftEnd, right, cut, end);
    if (leftId < 0 || rightId < 0 || joined < 0) {
      const [first, second] = [left.slice(0, leftEnd), right.slice(rightStart)];
      const missing = joined < 0 ? first + right.slice(cut) : leftId < 0 ? first : second;
      fail(rank, `the token ${JSON.stringify(missing)} is not in the vocabulary`);
    }
    table.set(leftId, rightId, rank, joined);
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
