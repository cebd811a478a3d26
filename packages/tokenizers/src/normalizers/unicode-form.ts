import { applyChanges, type AlignedText, type Change } from '../text/aligned-text.js';
import type { Normalizer } from './normalizer.js';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/**
 * The Unicode normalization forms with alignment. JavaScript computes the form; which character comes from where follows
 * the streaming algorithm of UAX #15 (decompose, order the marks, compose), as the Rust crate that Python uses does.
 */
export class UnicodeForm implements Normalizer {
  constructor(private readonly form: Form) {}

  normalize(text: AlignedText): AlignedText {
    if (isNormalized(text.text, this.form)) return text;
    const decomposed = decompose(text.text, this.form.length === 4 ? 'NFKD' : 'NFD');
    return applyChanges(text, this.form.endsWith('C') ? compose(decomposed) : decomposed);
  }
}

/** Whether nothing is to be done; may say no where it is not sure. */
function isNormalized(text: string, form: Form): boolean {
  if (!/[^\0-\x7F]/.test(text)) return true;
  // JavaScript engines need quadratic time to order long runs of marks.
  return !/\p{M}{64}/u.test(text) && text.normalize(form) === text;
}

function decompose(text: string, form: 'NFD' | 'NFKD'): Change[] {
  const changes: Change[] = [];
  for (const source of text) {
    let change = 0;
    for (const character of source < '\x80' ? source : source.normalize(form)) {
      changes.push({ character, change });
      change = 1;
    }
  }
  for (let start = 0; start < changes.length; start++) {
    let end = start;
    while (end < changes.length && !isStarter(changes[end].character)) end++;
    if (end - start > 1) orderMarks(changes, start, end);
    start = end;
  }
  return changes;
}

/** Sorts the marks from `start` to `end` by their combining class; equal ones keep their order. */
function orderMarks(changes: Change[], start: number, end: number): void {
  const run = changes.slice(start, end);
  const kinds = [...new Set(run.map(({ character }) => character))].sort(compareClasses);
  const ranks = new Map<string, number>();
  let rank = 0;
  kinds.forEach((kind, i) => {
    if (i > 0 && compareClasses(kinds[i - 1], kind) !== 0) rank++;
    ranks.set(kind, rank);
  });
  run.sort((first, second) => ranks.get(first.character)! - ranks.get(second.character)!);
  run.forEach((change, i) => (changes[start + i] = change));
}

function compose(changes: readonly Change[]): Change[] {
  const out: Change[] = [];
  let base: Change | undefined;
  let marks: Change[] = [];
  const flush = (): void => {
    if (base) out.push(base);
    // One by one: there may be more of them than a call takes arguments.
    for (const mark of marks) out.push(mark);
    base = undefined;
    marks = [];
  };
  for (const next of changes) {
    const starter = isStarter(next.character);
    if (!base) {
      if (starter) base = { ...next };
      else out.push(next);
      continue;
    }
    const last = marks.at(-1);
    const blocked = last !== undefined && (starter || compareClasses(last.character, next.character) === 0);
    const composed = blocked ? undefined : composePair(base.character, next.character);
    if (composed !== undefined) {
      base.character = composed;
      base.change += next.change - 1;
    } else if (starter) {
      flush();
      base = { ...next };
    } else {
      marks.push(next);
    }
  }
  flush();
  return out;
}

/** One character that canonically stands for two, if there is one. */
function composePair(first: string, second: string): string | undefined {
  const composed = (first + second).normalize('NFC');
  return composed.length === (composed.codePointAt(0)! > 0xffff ? 2 : 1) ? composed : undefined;
}

const starters = new Map<string, boolean>();

/**
 * Whether a decomposed character has combining class 0. JavaScript does not tell, but its ordering of marks does: U+0345
 * has the highest class there is, so every other mark moves before it.
 */
function isStarter(character: string): boolean {
  if (character < '\u0300') return true;
  let starter = starters.get(character);
  if (starter === undefined) {
    starter = character !== '\u0345' && !`\u0345${character}`.normalize('NFD').endsWith('\u0345');
    starters.set(character, starter);
  }
  return starter;
}

/** Which of two marks has the lower combining class: normalizing puts it first. */
function compareClasses(first: string, second: string): number {
  if ((second + first).normalize('NFD') !== second + first) return -1;
  return (first + second).normalize('NFD') === first + second ? 0 : 1;
}
