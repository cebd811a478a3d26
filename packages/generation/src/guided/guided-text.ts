import type { LogitsProcessor } from '../processors/logits-processor.js';
import type { StoppingCriterion } from '../stopping/stopping-criteria.js';
import type { TokenVocabulary } from '../token-vocabulary.js';
import { Automaton, type AutomatonState } from './automaton.js';
import { GuidedTextError } from './errors.js';
import { choice, text, type Expression, type Grammar } from './expression.js';
import { readGrammar } from './ebnf.js';
import type { GuidedOptions } from './guided-options.js';
import { jsonGrammar } from './json-schema.js';
import { buildNetwork } from './network.js';
import { readPattern } from './regex.js';
import { TokenMasks } from './token-masks.js';

/** What guidance needs to know of a call besides its option. */
export interface GuidedContext {
  readonly vocabulary: TokenVocabulary;
  /** They are possible where the text may end, and only there. */
  readonly eosTokenIds: readonly number[];
  /** Tokens of a row before the first new one, padding included. */
  readonly promptLength: number;
}

/** Where a row's text stands after each of its new tokens; null after a token that was not allowed. */
interface RowMemory {
  readonly tokens: number[];
  readonly states: (AutomatonState | null)[];
}

/** Lets a text be nothing but what the option `guided` asks for, token by token. */
export class GuidedText implements LogitsProcessor, StoppingCriterion {
  readonly #masks: TokenMasks;
  readonly #context: GuidedContext;
  readonly #rows: RowMemory[] = [];

  /** @throws GuidedTextError if what the option says is malformed, or has something that is not supported */
  constructor(options: GuidedOptions, context: GuidedContext) {
    this.#masks = masksOf(options, context.vocabulary);
    this.#context = context;
  }

  /** @throws GuidedTextError if the vocabulary has no token that goes on */
  process(sequence: Int32Array, scores: Float32Array, row: number): void {
    const { eosTokenIds } = this.#context;
    const ends = eosTokenIds.map((id) => scores[id]);
    const state = this.#stateOf(sequence, row);
    // Only searches that had nothing better come here: their row is lost, and may end.
    if (!state) scores.fill(-Infinity);
    else this.#allow(this.#masks.of(state), scores, sequence.length, !state.complete);
    const mayEnd = !state || state.complete;
    eosTokenIds.forEach((id, i) => (scores[id] = mayEnd ? ends[i] : -Infinity));
  }

  /** A text that cannot go on ends by itself where there is no end of sequence to say so. */
  isDone(sequence: Int32Array, _scores: Float32Array | undefined, row: number): boolean {
    if (this.#context.eosTokenIds.length > 0) return false;
    const state = this.#stateOf(sequence, row);
    return state !== null && state.complete && !state.open;
  }

  #allow(mask: Uint32Array, scores: Float32Array, length: number, mustGoOn: boolean): void {
    let any = 0;
    for (let i = 0; i < mask.length; i++) {
      const bits = mask[i];
      any |= bits;
      const first = i << 5;
      const last = Math.min(first + 32, scores.length);
      if (bits === 0) scores.fill(-Infinity, first, last);
      else if (bits !== 0xffffffff) {
        for (let id = first; id < last; id++) if (((bits >>> (id & 31)) & 1) === 0) scores[id] = -Infinity;
      }
    }
    // The model's vocabulary may be larger than the tokenizer's.
    scores.fill(-Infinity, Math.min(mask.length << 5, scores.length));
    if (any === 0 && mustGoOn) {
      const made = length - this.#context.promptLength;
      throw new GuidedTextError(
        `no token of the vocabulary can follow after ${made} tokens of the guided text: it must go on, ` +
          'but the vocabulary lacks the characters',
      );
    }
  }

  /** Where a row stands. What it shares with the row that was there before is known. */
  #stateOf(sequence: Int32Array, row: number): AutomatonState | null {
    const { promptLength, vocabulary, eosTokenIds } = this.#context;
    const { tokens, states } = (this.#rows[row] ??= { tokens: [], states: [this.#masks.automaton.start] });
    const made = sequence.length - promptLength;
    let shared = 0;
    while (shared < made && shared < tokens.length && tokens[shared] === sequence[promptLength + shared])
      shared++;
    tokens.length = shared;
    states.length = shared + 1;
    for (let i = shared; i < made; i++) {
      const id = sequence[promptLength + i];
      let state = states[i];
      const isText = !vocabulary.special.has(id) && !eosTokenIds.includes(id);
      if (state && isText) state = this.#masks.automaton.read(state, vocabulary.bytes[id] ?? nothing);
      tokens.push(id);
      states.push(state);
    }
    return states[made];
  }
}

const nothing = new Uint8Array(0);

/** Beyond this many, those of a vocabulary that were made first are forgotten. */
const MOST_GRAMMARS = 8;
const known = new WeakMap<TokenVocabulary, Map<string, TokenMasks>>();

/** The masks of an option for a vocabulary: calls with the same option share what they find. */
function masksOf(options: GuidedOptions, vocabulary: TokenVocabulary): TokenMasks {
  let ofVocabulary = known.get(vocabulary);
  if (!ofVocabulary) known.set(vocabulary, (ofVocabulary = new Map<string, TokenMasks>()));
  const key = JSON.stringify(options);
  let masks = ofVocabulary.get(key);
  if (!masks) {
    masks = new TokenMasks(new Automaton(buildNetwork(grammarOf(options))), vocabulary);
    if (ofVocabulary.size >= MOST_GRAMMARS) ofVocabulary.delete(ofVocabulary.keys().next().value!);
    ofVocabulary.set(key, masks);
  }
  return masks;
}

function grammarOf(options: GuidedOptions): Grammar {
  if ('json' in options) return jsonGrammar(options.json);
  if ('grammar' in options) return readGrammar(options.grammar);
  if ('regex' in options) return wholeText(readPattern(options.regex).expression);
  if (!Array.isArray(options.choices) || options.choices.length === 0) {
    throw new GuidedTextError('guided.choices must be a list of texts with at least one');
  }
  return wholeText(choice(...options.choices.map(text)));
}

function wholeText(expression: Expression): Grammar {
  return { rules: new Map([['root', expression]]), root: 'root' };
}
