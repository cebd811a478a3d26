import { codePointAt, codePointBefore, unitsOf } from '../text/characters.js';
import { Memo } from './memo.js';
import { longestLookbehind, Op, type Program } from './program.js';

const PENDING = 1;
const FAILED = 2;
/** Plus where the match ends. */
const SUCCEEDED = 3;

/**
 * Runs a program over a text: backtracking that remembers, so that no choice is tried twice at the same place. What
 * follows a choice depends on nothing but the place, as there are no backreferences, so that a remembered result (failure,
 * or where the match ends) holds for the whole text: all matches together take time linear in text times program.
 *
 * @see https://swtch.com/~rsc/regexp/regexp3.html (the same idea as RE2's BitState)
 */
export class Matcher {
  private readonly memo: Memo;
  private text = '';
  /** Choices that are being tried; complemented once it is their second branch. */
  private frames = new Int32Array(64);
  private places = new Int32Array(64);
  private depth = 0;

  constructor(private readonly program: Program) {
    this.memo = new Memo(Math.max(1, program.splits));
  }

  /** Pushes start and end of each match, from left to right; an empty one only where no other has just ended. */
  findAll(text: string, matches: number[]): void {
    this.text = text;
    this.depth = 0;
    try {
      let previousEnd = -1;
      for (let at = 0; at <= text.length;) {
        this.memo.forgetBefore(at, 2 * longestLookbehind);
        const end = this.run(0, at);
        if (end >= 0 && !(end === at && at === previousEnd)) matches.push(at, end);
        if (end >= 0) previousEnd = end;
        at = end > at ? end : at + (at < text.length ? unitsOf(codePointAt(text, at)) : 1);
      }
    } finally {
      this.memo.clear();
      this.text = '';
    }
  }

  /** Where the match ends that the program at `entry` finds at `start`, or -1. */
  private run(entry: number, start: number): number {
    const { text, memo } = this;
    const { ops, a, b, memo: numbers, exits, sets } = this.program;
    const floor = this.depth;
    let pc = entry;
    let at = start;
    for (;;) {
      let goesOn = false;
      switch (ops[pc]) {
        case Op.Set:
          if (at < text.length) {
            const codePoint = codePointAt(text, at);
            if ((goesOn = sets[a[pc]].has(codePoint))) at += unitsOf(codePoint);
          }
          pc++;
          break;
        case Op.SetBefore:
          if (at > 0) {
            const codePoint = codePointBefore(text, at);
            if ((goesOn = sets[a[pc]].has(codePoint))) at -= unitsOf(codePoint);
          }
          pc++;
          break;
        case Op.Peek:
          goesOn = (at < text.length && sets[a[pc]].has(codePointAt(text, at))) !== (b[pc] === 1);
          pc++;
          break;
        case Op.PeekBefore:
          goesOn = (at > 0 && sets[a[pc]].has(codePointBefore(text, at))) !== (b[pc] === 1);
          pc++;
          break;
        case Op.Begin:
          goesOn = at === 0;
          pc++;
          break;
        case Op.End:
          goesOn = at === text.length;
          pc++;
          break;
        case Op.Jump:
          pc = a[pc];
          continue;
        case Op.Look:
          goesOn = this.run(a[pc], at) >= 0 !== (b[pc] === 1);
          pc++;
          break;
        case Op.Atomic: {
          const end = this.run(a[pc], at);
          if ((goesOn = end >= 0)) at = end;
          pc++;
          break;
        }
        case Op.Split: {
          // A branch that begins with another character needs no note, except that loops must be cut short.
          if (exits[pc] < 0) {
            if (this.cannotBegin(a[pc], at)) {
              pc = b[pc];
              continue;
            }
            if (this.cannotBegin(b[pc], at)) {
              pc = a[pc];
              continue;
            }
          }
          const known = memo.get(numbers[pc], at);
          if (known === 0) {
            memo.set(numbers[pc], at, PENDING);
            this.push(pc, at);
            pc = a[pc];
            continue;
          }
          if (known === PENDING) {
            // The loop has gone round without a character: it ends.
            pc = exits[pc];
            continue;
          }
          if (known >= SUCCEEDED) return this.succeed(floor, known - SUCCEEDED);
          break;
        }
        default:
          return this.succeed(floor, at);
      }
      if (goesOn) continue;
      const choice = this.nextChoice(floor);
      if (choice < 0) return -1;
      pc = b[choice];
      at = this.places[this.depth - 1];
    }
  }

  /** Whether the instruction at `pc` fails on the next character. */
  private cannotBegin(pc: number, at: number): boolean {
    if (this.program.ops[pc] !== Op.Set) return false;
    return at >= this.text.length || !this.program.sets[this.program.a[pc]].has(codePointAt(this.text, at));
  }

  private push(pc: number, at: number): void {
    if (this.depth === this.frames.length) {
      this.frames = grown(this.frames);
      this.places = grown(this.places);
    }
    this.frames[this.depth] = pc;
    this.places[this.depth++] = at;
  }

  /** The last choice that has a second branch left, or -1; those without have failed. */
  private nextChoice(floor: number): number {
    while (this.depth > floor) {
      const choice = this.frames[this.depth - 1];
      if (choice >= 0) {
        this.frames[this.depth - 1] = ~choice;
        return choice;
      }
      this.depth--;
      this.memo.set(this.program.memo[~choice], this.places[this.depth], FAILED);
    }
    return -1;
  }

  /** The choices that are being tried led to this end. */
  private succeed(floor: number, end: number): number {
    while (this.depth > floor) {
      this.depth--;
      const frame = this.frames[this.depth];
      const choice = frame < 0 ? ~frame : frame;
      this.memo.set(this.program.memo[choice], this.places[this.depth], end + SUCCEEDED);
    }
    return end;
  }
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * list.length);
  larger.set(list);
  return larger;
}
