import { InvalidArgumentError, shown } from '@automodel/core';
import { makeNormalizer } from '../normalizers/index.js';
import { makePreTokenizer, withoutByteMapping } from '../pre-tokenizers/index.js';
import type { Spec } from '../spec.js';
import { AlignedText } from '../text/aligned-text.js';
import { toByteCharacters } from '../text/bytes.js';
import { SplitText } from '../text/split-text.js';
import type { ProgressListener, WordCounts } from './trainer.js';

/** Texts, or batches of them, that may come one by one from anywhere. */
export type TextIterator = Iterable<string | readonly string[]> | AsyncIterable<string | readonly string[]>;

// V8 keeps the whole text alive for a slice of it that is at least so long.
const shortestSlice = 13;
const reportEvery = 1000;

/**
 * Counts the words of texts as the normalizer and pre-tokenizer of a tokenizer.json find them. Only the distinct words stay
 * in memory.
 *
 * @throws InvalidArgumentError if what comes is no text
 */
export async function countWords(
  description: Spec,
  texts: TextIterator,
  report: ProgressListener | undefined,
  total: number | undefined,
): Promise<WordCounts> {
  const normalizer = description.has('normalizer')
    ? makeNormalizer(description.object('normalizer'))
    : undefined;
  const preTokenizer = description.has('pre_tokenizer')
    ? makePreTokenizer(description.object('pre_tokenizer'))
    : undefined;
  // Bytes are mapped once per word, not once per occurrence.
  const split = preTokenizer && withoutByteMapping(preTokenizer);
  const counts = new Map<string, number>();
  const count = (text: string): void => {
    const whole = new AlignedText(text);
    const words = SplitText.whole(normalizer?.normalize(whole) ?? whole);
    const { text: aligned, spans } = (split ?? preTokenizer)?.preTokenize(words) ?? words;
    for (let i = 0; i < spans.length; i += 2) {
      const word = aligned.text.slice(spans[i], spans[i + 1]);
      const seen = counts.get(word);
      if (seen !== undefined) counts.set(word, seen + 1);
      else counts.set(word.length < shortestSlice ? word : word.split('').join(''), 1);
    }
  };
  let done = 0;
  for await (const item of texts) {
    for (const text of Array.isArray(item) ? (item as readonly unknown[]) : [item]) {
      if (typeof text !== 'string') {
        throw new InvalidArgumentError(
          `Texts to train on must be strings or lists of them, not ${shown(text)}`,
        );
      }
      count(text);
      if (++done % reportEvery === 0) report?.({ stage: 'texts', done, total });
    }
  }
  report?.({ stage: 'texts', done, total: done });
  return [...counts]
    .map(([word, n]): [string, number] => [split ? toByteCharacters(word) : word, n])
    .sort(([a], [b]) => compareCodePoints(a, b));
}

/** Negative if `a` comes first by code points, which is how Python and Rust order strings. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for code points above all single units.
    const [xSurrogate, ySurrogate] = [(x & 0xf800) === 0xd800, (y & 0xf800) === 0xd800];
    return xSurrogate === ySurrogate ? x - y : xSurrogate ? 1 : -1;
  }
  return a.length - b.length;
}
