import { GuidedTextError } from './errors.js';
import type { Expression, Grammar } from './expression.js';
import { utf8Ranges } from './utf8.js';

/** A place in a rule. Nodes are numbers; what leads on from them is in these lists. */
export interface Network {
  readonly bytes: readonly (readonly (readonly [low: number, high: number, to: number])[])[];
  readonly free: readonly (readonly number[])[];
  /** Calls of rules: where the rule begins, and where to go on after it. */
  readonly calls: readonly (readonly (readonly [start: number, after: number])[])[];
  /** The node at which a rule ends is the same for no two rules. */
  readonly isEnd: readonly boolean[];
  readonly start: number;
}

/** Beyond this, a pattern is not followed but refused: counts are written out. */
const MOST_NODES = 500_000;

/**
 * Thompson's construction over the bytes of UTF-8, with calls for rules.
 *
 * @throws GuidedTextError if a rule is missing, begins with itself, or if the whole gets too large
 */
export function buildNetwork({ rules, root }: Grammar): Network {
  const builder = new Builder();
  const starts = new Map(Array.from(rules.keys(), (name) => [name, builder.node()]));
  for (const [name, expression] of rules) {
    const end = builder.add(expression, starts.get(name)!, starts);
    builder.isEnd[end] = true;
  }
  const start = starts.get(root);
  if (start === undefined) throw new GuidedTextError(`the grammar has no rule "${root}"`);
  const network = { ...builder, start };
  refuseLeftRecursion(network, starts);
  return network;
}

class Builder {
  readonly bytes: [number, number, number][][] = [];
  readonly free: number[][] = [];
  readonly calls: [number, number][][] = [];
  readonly isEnd: boolean[] = [];

  node(): number {
    if (this.bytes.length >= MOST_NODES) {
      throw new GuidedTextError('the pattern, schema or grammar is too large: use smaller counts');
    }
    this.free.push([]);
    this.calls.push([]);
    this.isEnd.push(false);
    return this.bytes.push([]) - 1;
  }

  /** Adds what an expression allows after the node `from`, and returns the node after it. */
  add(expression: Expression, from: number, starts: ReadonlyMap<string, number>): number {
    switch (expression.kind) {
      case 'text': {
        let at = from;
        for (const byte of new TextEncoder().encode(expression.text)) at = this.#byte(at, byte, byte);
        return this.#own(at, from);
      }
      case 'set': {
        const end = this.node();
        for (const [low, high] of expression.ranges) {
          for (const ranges of utf8Ranges(low, high)) {
            let at = from;
            ranges.forEach(([first, last], i) => {
              at = this.#byte(at, first, last, i === ranges.length - 1 ? end : undefined);
            });
          }
        }
        return end;
      }
      case 'sequence':
        return expression.items.reduce((at, item) => this.add(item, at, starts), this.#own(from, from));
      case 'choice': {
        const end = this.node();
        for (const item of expression.items) this.free[this.add(item, this.#after(from), starts)].push(end);
        return end;
      }
      case 'repeat':
        return this.#repeat(expression, from, starts);
      case 'rule': {
        const start = starts.get(expression.name);
        if (start === undefined) throw new GuidedTextError(`there is no rule "${expression.name}"`);
        const end = this.node();
        this.calls[from].push([start, end]);
        return end;
      }
    }
  }

  #repeat(
    { item, min, max }: Expression & { kind: 'repeat' },
    from: number,
    starts: ReadonlyMap<string, number>,
  ): number {
    let at = this.#after(from);
    for (let i = 0; i < min; i++) at = this.add(item, at, starts);
    const end = this.node();
    if (max === Infinity) {
      const loop = this.#after(at);
      this.free[this.add(item, loop, starts)].push(loop);
      this.free[loop].push(end);
      return end;
    }
    for (let i = min; i < max; i++) {
      this.free[at].push(end);
      at = this.add(item, at, starts);
    }
    this.free[at].push(end);
    return end;
  }

  #byte(from: number, low: number, high: number, to = this.node()): number {
    this.bytes[from].push([low, high, to]);
    return to;
  }

  /** A node of its own after another one, so that what is added to it belongs to nobody else. */
  #after(from: number): number {
    const to = this.node();
    this.free[from].push(to);
    return to;
  }

  #own(at: number, from: number): number {
    return at === from ? this.#after(from) : at;
  }
}

/** A rule that can call itself before it has read a byte would be called without end. */
function refuseLeftRecursion(network: Network, starts: ReadonlyMap<string, number>): void {
  const nameOf = new Map(Array.from(starts, ([name, start]) => [start, name]));
  const empty = emptyRules(network, [...starts.values()]);
  const state = new Map<number, 'open' | 'closed'>();
  const visitRule = (start: number): void => {
    if (state.get(start) === 'closed') return;
    if (state.get(start) === 'open') {
      throw new GuidedTextError(
        `the rule "${nameOf.get(start)!}" begins with itself (left recursion): write it as a repetition`,
      );
    }
    state.set(start, 'open');
    for (const called of reach(network, start, empty).called) visitRule(called);
    state.set(start, 'closed');
  };
  for (const start of starts.values()) visitRule(start);
}

/** The rules that may be nothing at all, by where they begin. */
function emptyRules(network: Network, starts: readonly number[]): Set<number> {
  const empty = new Set<number>();
  for (let before = -1; before !== empty.size;) {
    before = empty.size;
    for (const start of starts) if (reach(network, start, empty).ends) empty.add(start);
  }
  return empty;
}

/** What can be come to from a rule's start without a byte. */
function reach(
  network: Network,
  start: number,
  empty: ReadonlySet<number>,
): { called: Set<number>; ends: boolean } {
  const seen = new Set([start]);
  const called = new Set<number>();
  let ends = false;
  for (const node of seen) {
    ends ||= network.isEnd[node];
    for (const next of network.free[node]) seen.add(next);
    for (const [rule, after] of network.calls[node]) {
      called.add(rule);
      if (empty.has(rule)) seen.add(after);
    }
  }
  return { called, ends };
}
