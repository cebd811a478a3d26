import { ChatTemplateError } from '../error.js';

// A conversation of 10,000 messages takes about two million steps; this many take a few seconds at most.
const mostSteps = 10_000_000;
/** UTF-16 units; several times what the longest contexts hold. */
const longestText = 2 ** 23;
/** Steps that writing a value takes. */
export const written = 4;
/** As in Python's sandbox. */
export const longestRange = 100_000;

/**
 * What a template may cost. A stranger wrote it, and it must not hang or fill the process: every evaluation takes a step,
 * values take more by their size, and no text grows without end.
 */
export class Budget {
  private steps = mostSteps;

  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) {
      throw new ChatTemplateError(
        `does not come to an end: it took more than ${mostSteps} steps. Mend its loops, or pass fewer messages`,
      );
    }
  }

  /** Refuses texts of that length. */
  allow(length: number): void {
    if (length > longestText) {
      throw new ChatTemplateError(`makes a text of more than ${longestText} characters`);
    }
  }

  /** Asks for a text of that length before it is made. */
  forText(length: number): void {
    this.allow(length);
    this.spend(length / 16);
  }

  text(value: string): string {
    this.forText(value.length);
    return value;
  }

  list<T extends { readonly length: number }>(value: T): T {
    this.spend(value.length);
    return value;
  }
}
