/**
 * The name that is written most alike, if one is alike at all: no more than `most` of its letters differ, by default a third
 * of them.
 */
export function nearestName(
  name: string,
  names: readonly string[],
  most: (length: number) => number = (length) => Math.max(2, length / 3),
): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  const asked = plain(name);
  for (const candidate of names) {
    const distance = editDistance(asked, plain(candidate));
    if (distance < least && distance <= most(candidate.length)) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** "maxNewTokens" is "max_new_tokens". */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
