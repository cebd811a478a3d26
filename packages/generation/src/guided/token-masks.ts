import type { TokenVocabulary } from '../token-vocabulary.js';
import type { Automaton, AutomatonState } from './automaton.js';

/** Beyond this many, masks are forgotten: one has a bit for each token. */
const MOST_MASKS = 2_000;

/** A vocabulary's tokens in the order of their bytes, so that what begins alike is looked at once. */
class SortedTokens {
  readonly ids: Int32Array;
  readonly bytes: readonly Uint8Array[];
  /** How many bytes a token shares with the one before it. */
  readonly shared: Int32Array;

  constructor({ bytes, special }: TokenVocabulary) {
    const entries = bytes
      .map((text, id) => ({ text: text ?? new Uint8Array(0), id }))
      .filter(({ text, id }) => text.length > 0 && !special.has(id))
      .sort((a, b) => compareBytes(a.text, b.text));
    this.ids = Int32Array.from(entries, ({ id }) => id);
    this.bytes = entries.map(({ text }) => text);
    this.shared = Int32Array.from(entries, ({ text }, i) =>
      i === 0 ? 0 : sharedBytes(entries[i - 1].text, text),
    );
  }
}

const sortedTokens = new WeakMap<TokenVocabulary, SortedTokens>();

/** Which tokens may follow in a state, found once for each state. */
export class TokenMasks {
  readonly #tokens: SortedTokens;
  readonly #masks = new Map<AutomatonState, Uint32Array>();

  constructor(
    readonly automaton: Automaton,
    readonly vocabulary: TokenVocabulary,
  ) {
    let tokens = sortedTokens.get(vocabulary);
    if (!tokens) sortedTokens.set(vocabulary, (tokens = new SortedTokens(vocabulary)));
    this.#tokens = tokens;
  }

  /** A bit for each token: token `id` is bit `id % 32` of number `id >>> 5`. Not to be changed. */
  of(state: AutomatonState): Uint32Array {
    let mask = this.#masks.get(state);
    if (!mask) {
      if (this.#masks.size >= MOST_MASKS) this.#masks.clear();
      this.#masks.set(state, (mask = this.#make(state)));
    }
    return mask;
  }

  #make(state: AutomatonState): Uint32Array {
    const { ids, bytes, shared } = this.#tokens;
    const mask = new Uint32Array((this.vocabulary.size + 31) >>> 5);
    // states[i] is the state after i bytes of the token at hand; up to `reached` they are known.
    const states: AutomatonState[] = [state];
    let reached = 0;
    for (let i = 0; i < ids.length; i++) {
      // What this token shares with the one before was either allowed or not.
      if (shared[i] > reached) continue;
      const text = bytes[i];
      reached = shared[i];
      while (reached < text.length) {
        const next = this.automaton.step(states[reached], text[reached]);
        if (!next) break;
        states[++reached] = next;
      }
      if (reached === text.length) mask[ids[i] >>> 5] |= 1 << (ids[i] & 31);
    }
    return mask;
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = sharedBytes(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}

function sharedBytes(a: Uint8Array, b: Uint8Array): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}
