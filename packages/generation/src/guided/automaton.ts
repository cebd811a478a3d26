import type { Network } from './network.js';

/** Where a text stands in a rule, and where it goes on after the rule. Equal stacks are the same object. */
interface Stack {
  readonly id: number;
  readonly node: number;
  readonly rest: Stack | undefined;
}

/** All places where a text may stand. Equal states are the same object, as long as the automaton is not cleared. */
export interface AutomatonState {
  readonly stacks: readonly Stack[];
  /** Whether the text may end here. */
  readonly complete: boolean;
  /** Whether the text may go on. */
  readonly open: boolean;
  /** What was already computed: by byte, the next state, or null if the byte is not allowed. */
  readonly next: (AutomatonState | null | undefined)[];
}

/** Beyond this many states, what was computed is forgotten. */
const MOST_STATES = 50_000;

/**
 * Follows a network byte by byte, in all ways at once: a pushdown automaton that is made deterministic while it runs, and
 * remembers what it found.
 */
export class Automaton {
  #stacks = new Map<number, Stack>();
  #states = new Map<string, AutomatonState>();
  readonly #onlyEnd = new Map<number, boolean>();
  readonly start: AutomatonState;

  constructor(readonly network: Network) {
    this.start = this.#state([this.#stack(network.start, undefined)]);
  }

  /** The state after one more byte; null if the text must not go on with it. */
  step(state: AutomatonState, byte: number): AutomatonState | null {
    const known = state.next[byte];
    if (known !== undefined) return known;
    const reached: Stack[] = [];
    for (const { node, rest } of state.stacks) {
      for (const [low, high, to] of this.network.bytes[node]) {
        if (byte >= low && byte <= high) reached.push(this.#stack(to, rest));
      }
    }
    return (state.next[byte] = reached.length === 0 ? null : this.#state(reached));
  }

  /** The state after several bytes. */
  read(state: AutomatonState, bytes: Uint8Array): AutomatonState | null {
    let at: AutomatonState | null = state;
    for (let i = 0; i < bytes.length && at; i++) at = this.step(at, bytes[i]);
    return at;
  }

  #stack(node: number, rest: Stack | undefined): Stack {
    const key = (rest ? rest.id + 1 : 0) * this.network.bytes.length + node;
    let stack = this.#stacks.get(key);
    if (!stack) this.#stacks.set(key, (stack = { id: this.#stacks.size, node, rest }));
    return stack;
  }

  #state(reached: readonly Stack[]): AutomatonState {
    const { bytes, free, calls, isEnd } = this.network;
    const seen = new Set(reached);
    let complete = false;
    for (const { node, rest } of seen) {
      for (const next of free[node]) seen.add(this.#stack(next, rest));
      // Where nothing follows a call, there is nothing to come back for: right recursion does not grow the stack.
      for (const [start, after] of calls[node]) {
        seen.add(this.#stack(start, this.#isOnlyEnd(after) ? rest : this.#stack(after, rest)));
      }
      if (!isEnd[node]) continue;
      if (rest) seen.add(rest);
      else complete = true;
    }
    const stacks = [...seen].filter(({ node }) => bytes[node].length > 0).sort((a, b) => a.id - b.id);
    const key = `${complete}${stacks.map(({ id }) => id).join()}`;
    let state = this.#states.get(key);
    if (!state) {
      if (this.#states.size >= MOST_STATES) this.#forget();
      state = { stacks, complete, open: stacks.length > 0, next: [] };
      this.#states.set(key, state);
    }
    return state;
  }

  /** Rows keep the states that they are in; they only are no longer found again. */
  #forget(): void {
    this.#states = new Map();
  }

  /** Whether there is nothing after a node but the end of its rule. */
  #isOnlyEnd(node: number): boolean {
    const known = this.#onlyEnd.get(node);
    if (known !== undefined) return known;
    const { bytes, free, calls, isEnd } = this.network;
    // For the time being, so that a circle is none.
    this.#onlyEnd.set(node, false);
    const leads = isEnd[node] ? free[node].length === 0 : free[node].length > 0;
    const only =
      leads &&
      bytes[node].length === 0 &&
      calls[node].length === 0 &&
      free[node].every((next) => this.#isOnlyEnd(next));
    this.#onlyEnd.set(node, only);
    return only;
  }
}
