import { InvalidArgumentError } from '@automodel/core';

/** Something that a sequence must contain. Immutable: how far a sequence is, is in `progress`. */
export interface Constraint {
  /** The most tokens that it takes. */
  readonly length: number;
  /** The tokens that bring a sequence further that is `progress` far; none if it is there. */
  next(progress: readonly number[]): readonly number[];
}

/** Some tokens in their order. */
export class PhrasalConstraint implements Constraint {
  readonly length: number;

  /** @throws InvalidArgumentError if there are no tokens, or one is no id */
  constructor(readonly tokens: readonly number[]) {
    checkTokens(tokens);
    this.length = tokens.length;
  }

  next(progress: readonly number[]): readonly number[] {
    return this.tokens.slice(progress.length, progress.length + 1);
  }
}

/** One of several phrases. */
export class DisjunctiveConstraint implements Constraint {
  readonly length: number;

  /** @throws InvalidArgumentError if there is no phrase, or one is the beginning of another */
  constructor(readonly phrases: readonly (readonly number[])[]) {
    if (phrases.length === 0) throw new InvalidArgumentError('a constraint needs at least one phrase');
    for (const phrase of phrases) checkTokens(phrase);
    const isPart = phrases.some((phrase, i) =>
      phrases.some((other, j) => i !== j && phrase.every((token, k) => other[k] === token)),
    );
    if (isPart) {
      throw new InvalidArgumentError('of phrases that stand for each other none may begin another one');
    }
    this.length = Math.max(...phrases.map((phrase) => phrase.length));
  }

  next(progress: readonly number[]): readonly number[] {
    const fitting = this.phrases.filter((phrase) => progress.every((token, i) => phrase[i] === token));
    return [...new Set(fitting.flatMap((phrase) => phrase.slice(progress.length, progress.length + 1)))];
  }
}

/** The constraints of `force_words_ids`: words that must occur; of a list of words, one of them. */
export function wordConstraints(
  words: readonly (readonly number[] | readonly (readonly number[])[])[],
): Constraint[] {
  return words.map((word) => {
    const alternatives = word.filter((part): part is readonly number[] => Array.isArray(part));
    return alternatives.length > 0
      ? new DisjunctiveConstraint(alternatives)
      : new PhrasalConstraint(word as readonly number[]);
  });
}

/** How far a sequence is with all constraints; one after the other, the first that a token begins. */
export class ConstraintProgress {
  private pending: readonly Constraint[];
  private begun?: { readonly constraint: Constraint; readonly progress: readonly number[] };
  private complete = 0;

  constructor(private readonly constraints: readonly Constraint[]) {
    this.pending = constraints;
  }

  static of(constraints: readonly Constraint[], sequence: Iterable<number>): ConstraintProgress {
    const progress = new ConstraintProgress(constraints);
    for (const token of sequence) {
      progress.add(token);
      if (progress.isComplete) break;
    }
    return progress;
  }

  get isComplete(): boolean {
    return this.complete === this.constraints.length;
  }

  /** Grows with every token that brings the sequence further. */
  get bank(): number {
    const longest = Math.max(...this.constraints.map(({ length }) => length));
    const { begun } = this;
    const half = begun ? longest - (begun.constraint.length - begun.progress.length) : 0;
    return this.complete * longest + half;
  }

  /** The tokens that would bring the sequence further. */
  next(): readonly number[] {
    if (this.begun) return this.begun.constraint.next(this.begun.progress);
    return this.pending.flatMap((constraint) => constraint.next([]));
  }

  add(token: number): void {
    if (this.isComplete) return;
    if (this.begun) {
      const { constraint, progress } = this.begun;
      this.begun = undefined;
      if (constraint.next(progress).includes(token)) this.advance(constraint, [...progress, token]);
      else this.pending = [...this.pending, constraint];
      return;
    }
    const constraint = this.pending.find((candidate) => candidate.next([]).includes(token));
    if (!constraint) return;
    this.pending = this.pending.filter((other) => other !== constraint);
    this.advance(constraint, [token]);
  }

  private advance(constraint: Constraint, progress: readonly number[]): void {
    if (constraint.next(progress).length === 0) this.complete++;
    else this.begun = { constraint, progress };
  }
}

function checkTokens(tokens: readonly number[]): void {
  if (tokens.length > 0 && tokens.every((token) => Number.isInteger(token) && token >= 0)) return;
  throw new InvalidArgumentError(
    `a phrase that must occur is a list of token ids, not ${JSON.stringify(tokens)}`,
  );
}
