import { InvalidArgumentError } from '@automodel/core';
import { OptionReader, type TrainerOptions } from './trainer-options.js';
import type { Json, ProgressListener, SpecialToken, Trainer, WordCounts } from './trainer.js';
import { expectationMaximization, pruned } from './unigram-em.js';
import { Lattice, PieceTable } from './unigram-lattice.js';
import { seedPieces } from './unigram-seeds.js';
import { compareCodePoints } from './word-counts.js';

export interface UnigramTrainerOptions extends TrainerOptions {
  // Characters that become pieces whether they were seen or not.
  readonly initial_alphabet?: readonly string[] | undefined;
  /** The share of pieces that stay in each round, between 0 and 1. Default: 0.75. */
  readonly shrinking_factor?: number | undefined;
  /** The piece for unknown characters; added before the special tokens if it is none of them. Default: none. */
  readonly unk_token?: string | undefined;
  /** The most characters of a piece. Default: 16. */
  readonly max_piece_length?: number | undefined;
  /** Rounds of expectation maximization before pieces are removed. Default: 2. */
  readonly n_sub_iterations?: number | undefined;
  /** How many pieces the training begins with. Default: 1000000. */
  readonly seed_size?: number | undefined;
}

// Each character that has no score of its own is so much better than the one before, as in Python.
const scoreStep = 0.0001;

/**
 * Learns a Unigram model: from many pieces those are removed that matter least for the likelihood of the words.
 *
 * @see https://arxiv.org/abs/1804.10959
 */
export class UnigramTrainer implements Trainer {
  readonly model_type = 'Unigram';
  readonly special_tokens: readonly SpecialToken[];
  readonly show_progress: ProgressListener | undefined;
  private readonly vocab_size: number;
  private readonly initial_alphabet: readonly string[];
  private readonly shrinking_factor: number;
  private readonly unk_token: string | undefined;
  private readonly max_piece_length: number;
  private readonly n_sub_iterations: number;
  private readonly seed_size: number;

  /** @throws InvalidArgumentError for an option that is unknown or out of range */
  constructor(options: UnigramTrainerOptions = {}) {
    const reader = new OptionReader('UnigramTrainer', options, [
      'vocab_size',
      'show_progress',
      'special_tokens',
      'initial_alphabet',
      'shrinking_factor',
      'unk_token',
      'max_piece_length',
      'n_sub_iterations',
      'seed_size',
    ]);
    this.vocab_size = reader.count('vocab_size', 1, 8000);
    this.special_tokens = reader.specialTokens('special_tokens');
    this.show_progress = reader.listener('show_progress');
    this.initial_alphabet = reader.characters('initial_alphabet');
    this.shrinking_factor = reader.between('shrinking_factor', 0, 1, 0.75);
    this.unk_token = reader.text('unk_token');
    this.max_piece_length = reader.count('max_piece_length', 1, 16);
    this.n_sub_iterations = reader.count('n_sub_iterations', 1, 2);
    this.seed_size = reader.count('seed_size', 1, 1_000_000);
  }

  /** @throws InvalidArgumentError if the vocabulary is too small for the characters of the words */
  train(words: WordCounts): Json {
    const characters = new Set([...words.flatMap(([word]) => [...word]), ...this.initial_alphabet]);
    const unkId = this.special_tokens.findIndex(({ content }) => content === this.unk_token);
    const special: [string, number][] = this.special_tokens.map(({ content }) => [content, 0]);
    if (this.unk_token !== undefined && unkId < 0) special.unshift([this.unk_token, 0]);
    const room = this.vocab_size - special.length;
    if (characters.size > this.vocab_size || room <= 0) {
      throw new InvalidArgumentError(
        `UnigramTrainer: a vocab_size of ${this.vocab_size} is too small for ${characters.size} characters ` +
          `and ${special.length} special tokens`,
      );
    }
    const learnt = this.learn(words);
    const pieces = withCharacters(learnt, [...characters].sort(compareCodePoints), room);
    return {
      type: 'Unigram',
      unk_id: this.unk_token === undefined ? null : Math.max(unkId, 0),
      vocab: [...special, ...pieces],
      byte_fallback: false,
    };
  }

  /** Pieces and their scores, at least a tenth more than wanted if there are. */
  private learn(words: WordCounts): [string, number][] {
    const wanted = Math.floor((this.vocab_size * 11) / 10);
    const seeds = seedPieces(words, this.max_piece_length, this.seed_size);
    const table = new PieceTable(['', ...seeds.pieces]);
    const logSum = Math.log(seeds.weights.reduce((sum, weight) => sum + weight, 0));
    seeds.weights.forEach((weight, i) => {
      table.scores[i + 1] = Math.log(weight) - logSum;
    });
    let pieces = Array.from(table.texts, (_, piece) => piece);
    table.keep(pieces);
    const lattice = new Lattice(table);
    for (;;) {
      for (let i = 0; i < this.n_sub_iterations; i++) {
        pieces = expectationMaximization(words, table, lattice, pieces);
      }
      this.show_progress?.({ stage: 'pieces', done: pieces.length, total: wanted });
      if (pieces.length <= wanted) break;
      const size = Math.max(wanted, Math.floor(pieces.length * this.shrinking_factor));
      pieces = pruned(words, table, lattice, pieces, size);
      table.keep(pieces);
    }
    return pieces.slice(1).map((piece) => [table.texts[piece], table.scores[piece]]);
  }
}

/** The pieces of a vocabulary, the best first: every character, and as many others as there is room for. */
function withCharacters(
  learnt: readonly [string, number][],
  characters: readonly string[],
  room: number,
): [string, number][] {
  const scores = new Map(learnt);
  const worst = learnt.reduce((min, [, score]) => Math.min(min, score), Infinity);
  let missing = 0;
  const pieces = characters.map((character): [string, number] => [
    character,
    scores.get(character) ?? worst + scoreStep * missing++,
  ]);
  const known = new Set(characters);
  for (const piece of learnt) {
    if (known.has(piece[0])) continue;
    pieces.push(piece);
    // Python looks after adding: where characters fill the room, all pieces stay.
    if (pieces.length === room) break;
  }
  return pieces.sort(([, a], [, b]) => b - a);
}
