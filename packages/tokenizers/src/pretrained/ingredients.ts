import type { ScannedVocab } from '../json/scanned.js';
import { PieceType, type SentencePieceModel } from '../sentencepiece/model-file.js';
import { mergesOf } from '../sentencepiece/merges.js';

/** What tokenizer.json calls `vocab`: tokens and ids (or in their order) for BPE and WordPiece, and scores for Unigram. */
export type Vocab =
  | ScannedVocab
  | Readonly<Record<string, number>>
  | readonly string[]
  | readonly (readonly [token: string, score: number])[];

type Json = Readonly<Record<string, unknown>>;

/** A token that a SentencePiece file names apart from the text's pieces. */
export interface FileSymbol {
  readonly content: string;
  readonly special: boolean;
}

/**
 * What a class makes a tokenizer of, from whatever files there are. As in Python the classes keep no more than this of
 * tokenizer.json: how text is normalized, split and decoded, the class says.
 */
export class Ingredients {
  readonly vocab: Vocab;
  /** undefined for models without. */
  readonly merges: unknown;
  /** SentencePiece's character map, in Base64. */
  readonly charsmap: string | undefined;
  /** Of the unknown token, if a SentencePiece file says. */
  readonly unkId: number | undefined;
  readonly byteFallback: boolean;
  /** Control and user-defined symbols of a SentencePiece file. */
  readonly symbols: readonly FileSymbol[];
  /** As in tokenizer.json. */
  readonly addedTokens: unknown;
  /** tokenizer.json; undefined where there is none. */
  readonly json: Json | undefined;
  /** How words are split, where the file says that and not the class, as for tiktoken. */
  readonly parts: Json | undefined;

  constructor(given: Partial<Omit<Ingredients, 'vocab'>> & { readonly vocab: Vocab }) {
    this.vocab = given.vocab;
    this.merges = given.merges;
    this.charsmap = given.charsmap;
    this.unkId = given.unkId;
    this.byteFallback = given.byteFallback ?? false;
    this.symbols = given.symbols ?? [];
    this.addedTokens = given.addedTokens;
    this.json = given.json;
    this.parts = given.parts;
  }
}

/** The ingredients in tokenizer.json; undefined if it has no such vocabulary. */
export function ingredientsOfJson(json: unknown): Ingredients | undefined {
  const { model, normalizer, added_tokens: addedTokens } = (json ?? {}) as Record<string, Json | undefined>;
  const vocab = model?.vocab as Vocab | undefined;
  if (typeof vocab !== 'object' || vocab === null) return undefined;
  const steps = normalizer?.type === 'Sequence' ? normalizer.normalizers : [normalizer];
  const map = (Array.isArray(steps) ? (steps as (Json | undefined)[]) : []).find(
    (step) => step?.type === 'Precompiled' && typeof step.precompiled_charsmap === 'string',
  );
  const charsmap = map?.precompiled_charsmap as string | undefined;
  return new Ingredients({ vocab, merges: model!.merges, charsmap, addedTokens, json: json as Json });
}

/** The ingredients in a SentencePiece file, with merges if they are for BPE. */
export function ingredientsOfModel(model: SentencePieceModel, kind: 'BPE' | 'Unigram'): Ingredients {
  const { pieces } = model;
  return new Ingredients({
    vocab:
      kind === 'BPE'
        ? pieces.map(({ text }) => text)
        : pieces.map(({ text, score }): [string, number] => [text, score]),
    merges:
      kind === 'BPE' ? mergesOf(new Map(pieces.map(({ text }, id) => [text, id])), model.file) : undefined,
    charsmap: model.charsmap.length > 0 ? toBase64(model.charsmap) : undefined,
    unkId: model.unkId,
    byteFallback: model.byteFallback,
    symbols: pieces
      .filter(({ type }) => type === PieceType.Control || type === PieceType.UserDefined)
      .map(({ text, type }) => ({ content: text, special: type === PieceType.Control })),
  });
}

declare function btoa(binary: string): string;

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
