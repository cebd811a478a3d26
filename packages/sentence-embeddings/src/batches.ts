/**
 * Puts texts of one length together, so that nothing is computed for padding and few shapes are met.
 *
 * @param lengths tokens of each text
 * @param limits.texts most texts of a batch
 * @param limits.tokens most tokens of a batch; a longer text makes a batch of its own
 * @returns batches of indices into `lengths`, together each index once; longest first, so that the largest buffers are
 *   allocated at once
 */
export function equalLengthBatches(
  lengths: readonly number[],
  limits: { readonly texts: number; readonly tokens: number },
): number[][] {
  const byLength = new Map<number, number[]>();
  lengths.forEach((length, i) => {
    const group = byLength.get(length);
    if (group) group.push(i);
    else byLength.set(length, [i]);
  });
  return [...byLength]
    .sort(([a], [b]) => b - a)
    .flatMap(([length, group]) => {
      const size = Math.max(1, Math.min(limits.texts, Math.floor(limits.tokens / length)));
      return Array.from({ length: Math.ceil(group.length / size) }, (_, i) =>
        group.slice(i * size, (i + 1) * size),
      );
    });
}

/** Lists of at most `size` texts. */
export async function* windows(
  texts: Iterable<string> | AsyncIterable<string>,
  size: number,
): AsyncGenerator<string[]> {
  let window: string[] = [];
  for await (const text of texts) {
    window.push(text);
    if (window.length < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
