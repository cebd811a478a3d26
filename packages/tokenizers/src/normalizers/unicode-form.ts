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
    if (text.text.normalize(this.form) === text.text) return text;
    const decomposed = decompose(text.text, this.form.length === 4 ? 'NFKD' : 'NFD');
    return applyChanges(text, this.form.endsWith('C') ? compose(decomposed) : decomposed);
  }
}

function decompose(text: string, form: 'NFD' | 'NFKD'): Change[] {
  const changes: Change[] = [];
  for (const source of text) {
    let change = 0;
    for (const character of source.normalize(form)) {
      changes.push({ character, change });
      change = 1;
    }
  }
  return orderMarks(changes, text.normalize(form));
}

/** Puts marks in the order in which the normalized text has them: equal marks never pass each other. */
function orderMarks(changes: Change[], normalized: string): Change[] {
  const order = [...normalized];
  for (let begin = 0; begin < changes.length; begin++) {
    if (changes[begin].character === order[begin]) continue;
    let end = begin;
    const waiting = new Map<string, Change[]>();
    while (end < changes.length && !isStarter(changes[end].character)) {
      const { character } = changes[end];
      const queue = waiting.get(character);
      if (queue) queue.push(changes[end]);
      else waiting.set(character, [changes[end]]);
      end++;
    }
    for (const queue of waiting.values()) queue.reverse();
    for (let i = begin; i < end; i++) changes[i] = waiting.get(order[i])?.pop() ?? changes[i];
    begin = Math.max(begin, end - 1);
  }
  return changes;
}

function compose(changes: readonly Change[]): Change[] {
  const out: Change[] = [];
  let base: Change | undefined;
  let marks: Change[] = [];
  const flush = (): void => {
    if (base) out.push(base, ...marks);
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
    const blocked = last !== undefined && (starter || sameClass(last.character, next.character));
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

/** Whether two marks, in canonical order, have the same combining class: then turning them is not undone. */
function sameClass(first: string, second: string): boolean {
  return (second + first).normalize('NFD') === second + first;
}
