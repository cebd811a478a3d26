import { addAlphabet, BpeWords } from './bpe-words.js';
import { MergeQueue } from './merge-queue.js';
import { PairTable } from './pair-table.js';
import { TokenIndex } from './token-index.js';
import type { SpecialToken, WordCounts } from './trainer.js';

/** What decides which merges are learnt. */
export interface BpeSettings {
  readonly vocab_size: number;
  readonly min_frequency: number;
  readonly special_tokens: readonly SpecialToken[];
  readonly limit_alphabet?: number | undefined;
  readonly initial_alphabet: readonly string[];
  readonly continuing_subword_prefix?: string | undefined;
  readonly end_of_word_suffix?: string | undefined;
  readonly max_token_length?: number | undefined;
}

export interface LearntMerges {
  readonly vocabulary: TokenIndex;
  readonly merges: readonly (readonly [left: string, right: string])[];
}

// How many tokens are learnt between two reports.
const reportEvery = 256;

/**
 * Byte-pair encoding: again and again the most frequent pair of neighbours becomes a token, until the vocabulary is full.
 * Counts in the queue may be old; a pair whose count is goes back with the present one.
 *
 * @see https://arxiv.org/abs/1508.07909
 */
export function learnMerges(
  words: WordCounts,
  settings: BpeSettings,
  report: (tokens: number) => void = () => undefined,
): LearntMerges {
  const { vocab_size, min_frequency, continuing_subword_prefix: prefix, max_token_length } = settings;
  const maxLength = max_token_length ?? Infinity;
  const vocabulary = new TokenIndex();
  for (const { content } of settings.special_tokens) vocabulary.add(content);
  addAlphabet(words, settings, vocabulary);
  const bpeWords = new BpeWords(words, settings, vocabulary);
  const pairs = new PairTable();
  const queue = new MergeQueue();
  const enqueue = (pair: number, where: readonly number[]): void => {
    const count = pairs.counts[pair];
    if (count > 0)
      queue.push({ pair, left: pairs.lefts[pair], right: pairs.rights[pair], count, words: where });
  };
  bpeWords.countPairs(pairs);
  pairs.takeAdded(enqueue);

  const ranks = new Map<string, [string, string]>();
  while (vocabulary.size < vocab_size) {
    const top = queue.pop();
    if (!top) break;
    const count = pairs.counts[top.pair];
    if (top.count !== count) {
      top.count = count;
      queue.push(top);
      continue;
    }
    if (count < 1 || count < min_frequency) break;
    const { left, right } = top;
    const [first, second] = [vocabulary.tokens[left], vocabulary.tokens[right]];
    const rest = prefix !== undefined && second.startsWith(prefix) ? second.slice(prefix.length) : second;
    const merged = vocabulary.add(first + rest);
    // A pair can be learnt again, in words where it came up later: then the later rank is what holds.
    const key = `${left} ${right}`;
    ranks.delete(key);
    ranks.set(key, [first, second]);
    for (const word of top.words) bpeWords.merge(word, left, right, merged, maxLength, pairs);
    pairs.takeAdded(enqueue);
    if (vocabulary.size % reportEvery === 0) report(vocabulary.size);
  }
  report(vocabulary.size);
  return { vocabulary, merges: [...ranks.values()] };
}
