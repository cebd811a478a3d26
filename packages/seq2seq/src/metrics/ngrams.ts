const space = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const word = new RegExp(`[^${space}]+`, 'g');
const spaceAtEnd = new RegExp(`[${space}]+$`);

/** The words of a text: what lies between white space, as Python's `str.split()` sees it. */
export function wordsOf(text: string): string[] {
  return text.match(word) ?? [];
}

/** A text without white space at its end, as Python's `str.rstrip()` sees it. */
export function trimEnd(text: string): string {
  return text.replace(spaceAtEnd, '');
}

/** How often each run of `order` tokens occurs; tokens hold no white space. */
export function countNgrams(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + order <= tokens.length; i++) {
    const ngram = tokens.slice(i, i + order).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/** How many n-grams two texts have in common. */
export function sharedNgrams(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [ngram, count] of a) shared += Math.min(count, b.get(ngram) ?? 0);
  return shared;
}

/** How many runs of `order` tokens there are in so many. */
export function ngramsIn(tokens: number, order: number): number {
  return Math.max(0, tokens - order + 1);
}
