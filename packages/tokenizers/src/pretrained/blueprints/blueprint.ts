import type { ClassConfig } from '../class-config.js';
import type { FileSymbol, Ingredients } from '../ingredients.js';

export type Json = Readonly<Record<string, unknown>>;

/** How a Python class makes a tokenizer of ingredients. */
export interface Blueprint {
  readonly model: 'BPE' | 'Unigram' | 'WordPiece';
  /** Where SentencePiece's file is, for classes that read one. */
  readonly file?: string;
  /** The vocabulary in the class's order, from that of a SentencePiece file. */
  readonly arrange?: (ingredients: Ingredients, config: ClassConfig) => Ingredients['vocab'];
  /** Normalizer, pre-tokenizer, decoder and options of the model, as in tokenizer.json. */
  readonly parts: (ingredients: Ingredients, config: ClassConfig) => Json;
  /** What goes around texts, whatever tokenizer.json says, or only without it (`keepsTemplate`). */
  readonly around?: (config: ClassConfig) => TextTemplate | Json;
  readonly keepsTemplate?: boolean;
  /** Special tokens beside the named ones, where the configuration lists none. */
  readonly extra?: (symbols: readonly FileSymbol[], config: ClassConfig) => readonly string[];
}

/** What goes around one text and two, as tokens, `$A` and `$B`, with type ids after a colon. */
export interface TextTemplate {
  readonly single: string;
  readonly pair: string;
}

export const spaceSymbol = '▁';

export function sequence(kind: 'normalizers' | 'pretokenizers' | 'decoders', parts: readonly Json[]): Json {
  return { type: 'Sequence', [kind]: parts };
}

export function replace(pattern: { String: string } | { Regex: string }, content: string): Json {
  return { type: 'Replace', pattern, content };
}

export function metaspace(scheme: 'always' | 'never' | 'first', split = true): Json {
  return { type: 'Metaspace', replacement: spaceSymbol, prepend_scheme: scheme, split };
}

/** SentencePiece's character map, if there is one. */
export function precompiled({ charsmap }: Ingredients): Json[] {
  return charsmap ? [{ type: 'Precompiled', precompiled_charsmap: charsmap }] : [];
}
