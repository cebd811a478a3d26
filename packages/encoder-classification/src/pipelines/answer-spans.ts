import { softmax, topIndices } from '@automodel/core';
import type { Encoding } from '@automodel/tokenizers';

/** A window of a context behind its question, and how well an answer begins and ends at each of its tokens. */
export interface ScoredWindow {
  readonly encoding: Encoding;
  readonly startLogits: Float32Array;
  readonly endLogits: Float32Array;
}

/** Where an answer may be: its first and last token. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/**
 * The likeliest spans of a window, likeliest first: the probability of a beginning times that of an end. Only tokens of the
 * context can be in it, and the token by which models say that there is no answer takes its share of probability.
 *
 * @param contextSequence which of the window's texts is the context
 * @param noAnswerId the token of no answer ([CLS])
 * @param noAnswer the probability that there is no answer
 */
export function answerSpans(
  { encoding, startLogits, endLogits }: ScoredWindow,
  contextSequence: number,
  noAnswerId: number | undefined,
  options: { readonly count: number; readonly maxTokens: number },
): { spans: Span[]; noAnswer: number } {
  const { ids, sequenceIds } = encoding;
  const isCandidate = (token: number): boolean =>
    sequenceIds[token] === contextSequence || ids[token] === noAnswerId;
  const probabilities = (logits: Float32Array): Float32Array => {
    const candidates = logits.map((logit, token) => (isCandidate(token) ? logit : -Infinity));
    return softmax(candidates.subarray(0, ids.length));
  };
  const starts = probabilities(startLogits);
  const ends = probabilities(endLogits);
  const noAnswer = starts[0] * ends[0];
  starts[0] = ends[0] = 0;
  const { count, maxTokens } = options;
  const scores = new Float32Array(ids.length * maxTokens);
  for (let first = 0; first < ids.length; first++) {
    for (let length = 0; length < maxTokens && first + length < ids.length; length++) {
      scores[first * maxTokens + length] = starts[first] * ends[first + length];
    }
  }
  const spans = topIndices(scores, count).map((i) => {
    const first = Math.floor(i / maxTokens);
    return { first, last: first + (i % maxTokens), score: scores[i] };
  });
  return { spans: spans.filter(({ score }) => score > 0), noAnswer };
}

/** Where a span stands in the context; with `wholeWords` the words that it touches, as far as the window has them. */
export function charactersOf(
  encoding: Encoding,
  { first, last }: Span,
  contextSequence: number,
  wholeWords: boolean,
): [start: number, end: number] {
  const wordOf = (token: number): [start: number, end: number] | undefined => {
    const word = encoding.wordIds[token];
    return wholeWords && word >= 0 ? encoding.wordToChars(word, contextSequence) : undefined;
  };
  const [start] = wordOf(first) ?? encoding.tokenToChars(first);
  const [, end] = wordOf(last) ?? encoding.tokenToChars(last);
  return [start, end];
}
