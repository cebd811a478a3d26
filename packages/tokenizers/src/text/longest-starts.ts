import { Trie } from './trie.js';

/**
 * Finds, for each place of a text, the longest of many strings that begins there, in one pass however the strings overlap:
 * Aho and Corasick's automaton of the strings read backwards, which reads texts backwards.
 *
 * @see https://doi.org/10.1145/360825.360855
 */
export class LongestStarts {
  private readonly trie = new Trie();
  /** Of each node: the node of the longest shorter suffix of what was read; -1 for the root. */
  private readonly fallbacks: number[] = [-1];
  /** Of each node: the longest string that ends there, or -1. */
  private readonly found: number[] = [-1];

  constructor(strings: readonly string[]) {
    const backwards = strings.map((text) => text.split('').reverse().join(''));
    backwards.forEach((text, index) => {
      if (text !== '') this.trie.set(text, index);
    });
    // Level by level, as a node falls back to one on a level before.
    let level = backwards.filter((text) => text !== '').map((text) => ({ text, node: Trie.root }));
    for (let depth = 0; level.length > 0; depth++) {
      for (const walk of level) walk.node = this.link(walk.node, walk.text.charCodeAt(depth));
      level = level.filter(({ text }) => text.length > depth + 1);
    }
  }

  /** The index of the longest string that begins at each unit, or -1. */
  of(text: string): Int32Array {
    const out = new Int32Array(text.length);
    let node = Trie.root;
    for (let i = text.length - 1; i >= 0; i--) {
      node = this.step(node, text.charCodeAt(i));
      out[i] = this.found[node];
    }
    return out;
  }

  private link(parent: number, unit: number): number {
    const node = this.trie.next(parent, unit);
    if (this.fallbacks[node] === undefined) {
      const fallback = this.fallbacks[parent];
      this.fallbacks[node] = fallback < 0 ? Trie.root : this.step(fallback, unit);
      const value = this.trie.value(node);
      this.found[node] = value >= 0 ? value : this.found[this.fallbacks[node]];
    }
    return node;
  }

  private step(node: number, unit: number): number {
    for (let from = node; from >= 0; from = this.fallbacks[from]) {
      const next = this.trie.next(from, unit);
      if (next >= 0) return next;
    }
    return Trie.root;
  }
}
