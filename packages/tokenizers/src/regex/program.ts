import { CharacterSet } from './character-set.js';
import { longest, type Node } from './syntax.js';

/** What an instruction does; `a` and `b` are its operands. */
export const Op = {
  /** Goes past a character of set `a`, forwards or backwards. */
  Set: 0,
  SetBefore: 1,
  /** Tries `a`, then `b`. `memo` numbers those instructions. */
  Split: 2,
  Jump: 3,
  /** Fails unless the program at `a` matches here (`b`: must not match). */
  Look: 4,
  /** Goes where the program at `a` ends. */
  Atomic: 5,
  /** Fails unless a character of set `a` comes next (`b`: must not come), or comes before. */
  Peek: 6,
  PeekBefore: 7,
  Begin: 8,
  End: 9,
  Match: 10,
} as const;

/** A regular expression as instructions of a small machine. */
export interface Program {
  readonly ops: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Of each split, its number; of others -1. */
  readonly memo: Int32Array;
  /** Of each split that a loop comes back to, where it leaves the loop. */
  readonly exits: Int32Array;
  readonly sets: readonly CharacterSet[];
  readonly splits: number;
}

/** Far above what real expressions need; the time for a text is proportional to it. */
const largestProgram = 5000;
/** Oniguruma's limit, too, is small; the memory of what was tried is only kept for so many characters back. */
export const longestLookbehind = 255;

/**
 * Compiles an expression.
 *
 * @throws Error when it is too large, or looks back too far
 */
export function compile(node: Node): Program {
  return new Compiler().compile(node);
}

class Compiler {
  private readonly ops: number[] = [];
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly memo: number[] = [];
  private readonly exits: number[] = [];
  private readonly sets = new Map<string, number>();
  private readonly characterSets: CharacterSet[] = [];
  /** Bodies of lookarounds and atomic groups, which are placed after what refers to them. */
  private readonly later: (() => void)[] = [];
  private nodes = 0;
  private splits = 0;

  compile(node: Node): Program {
    this.node(node, false);
    this.emit(Op.Match);
    for (let next = this.later.shift(); next; next = this.later.shift()) next();
    return {
      ops: Uint8Array.from(this.ops),
      a: Int32Array.from(this.a),
      b: Int32Array.from(this.b),
      memo: Int32Array.from(this.memo),
      exits: Int32Array.from(this.exits),
      sets: this.characterSets,
      splits: this.splits,
    };
  }

  private node(node: Node, backwards: boolean): void {
    if (++this.nodes > largestProgram) throw new Error('it is too large with its repetitions written out');
    switch (node.kind) {
      case 'set':
        this.emit(backwards ? Op.SetBefore : Op.Set, this.setOf(node.source));
        break;
      case 'sequence':
        for (const part of backwards ? node.parts.toReversed() : node.parts) this.node(part, backwards);
        break;
      case 'alternatives':
        this.alternatives(node.options, backwards);
        break;
      case 'repeat':
        this.repeat(node, backwards);
        break;
      case 'look':
        this.look(node);
        break;
      case 'atomic':
        this.call(this.emit(Op.Atomic), node.body, backwards);
        break;
      case 'begin':
        this.emit(Op.Begin);
        break;
      case 'end':
        this.emit(Op.End);
        break;
    }
  }

  private alternatives(options: readonly Node[], backwards: boolean): void {
    const jumps: number[] = [];
    options.forEach((option, i) => {
      const isLast = i === options.length - 1;
      const split = isLast ? -1 : this.split();
      this.node(option, backwards);
      if (isLast) return;
      jumps.push(this.emit(Op.Jump));
      this.b[split] = this.here;
    });
    for (const jump of jumps) this.a[jump] = this.here;
  }

  private repeat({ body, min, max, greedy }: Node & { kind: 'repeat' }, backwards: boolean): void {
    for (let i = 0; i < min; i++) this.node(body, backwards);
    const splits: number[] = [];
    if (max === Infinity) {
      const split = this.split();
      splits.push(split);
      this.node(body, backwards);
      this.emit(Op.Jump, split);
      this.exits[split] = this.here;
    } else {
      for (let i = min; i < max; i++) {
        splits.push(this.split());
        this.node(body, backwards);
      }
    }
    for (const split of splits) {
      if (greedy) this.b[split] = this.here;
      else {
        this.b[split] = split + 1;
        this.a[split] = this.here;
      }
    }
  }

  private look({ body, behind, negated }: Node & { kind: 'look' }): void {
    if (body.kind === 'set') {
      this.emit(behind ? Op.PeekBefore : Op.Peek, this.setOf(body.source), negated ? 1 : 0);
      return;
    }
    if (behind && longest(body) > longestLookbehind) {
      throw new Error(`it looks back more than ${longestLookbehind} characters`);
    }
    this.call(this.emit(Op.Look, 0, negated ? 1 : 0), body, behind);
  }

  private call(caller: number, body: Node, backwards: boolean): void {
    this.later.push(() => {
      this.a[caller] = this.here;
      this.node(body, backwards);
      this.emit(Op.Match);
    });
  }

  /** A split that tries what follows it first; `b` is not known yet. */
  private split(): number {
    const at = this.emit(Op.Split);
    this.a[at] = at + 1;
    this.memo[at] = this.splits++;
    return at;
  }

  private get here(): number {
    return this.ops.length;
  }

  private emit(op: number, a = 0, b = 0): number {
    this.a.push(a);
    this.b.push(b);
    this.memo.push(-1);
    this.exits.push(-1);
    return this.ops.push(op) - 1;
  }

  private setOf(source: string): number {
    const known = this.sets.get(source);
    if (known !== undefined) return known;
    const index = this.characterSets.push(new CharacterSet(source)) - 1;
    this.sets.set(source, index);
    return index;
  }
}
