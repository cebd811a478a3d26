import { TokenizerFileError } from '../../errors.js';
import type { ClassConfig } from '../class-config.js';
import type { Ingredients } from '../ingredients.js';
import {
  precompiled,
  replace,
  sequence,
  spaceSymbol,
  type Blueprint,
  type Json,
  type TextTemplate,
} from './blueprint.js';
import { bosAndEos, byteLevel } from './byte-level.js';

/** What tokenizer.json would say of a class's tokenizer. */
export function build(ingredients: Ingredients, blueprint: Blueprint | undefined, config: ClassConfig): Json {
  const { json } = ingredients;
  const vocab = json ? ingredients.vocab : (blueprint?.arrange?.(ingredients, config) ?? ingredients.vocab);
  const arranged = { ...ingredients, vocab };
  const parts =
    ingredients.parts ?? (blueprint ? blueprint.parts(arranged, config) : plainParts(arranged, config));
  const type = blueprint?.model ?? kindOf(vocab);
  const merges = type === 'BPE' ? { merges: ingredients.merges ?? [] } : {};
  return {
    ...parts,
    model: { type, vocab, ...merges, ...(parts.model as Json) },
    added_tokens: ingredients.addedTokens,
    post_processor: json?.post_processor,
  };
}

/** The class's own post-processor, as in tokenizer.json; undefined if what tokenizer.json says holds. */
export function buildPostProcessor(
  { json, parts }: Ingredients,
  blueprint: Blueprint | undefined,
  config: ClassConfig,
  idOf: (token: string) => number | undefined,
): Json | undefined {
  const around = json && blueprint?.keepsTemplate && json.post_processor ? undefined : blueprint?.around;
  if (json && !around) return undefined;
  const said = ['add_bos_token', 'add_eos_token'].some((name) => config.config.has(name));
  if (parts && !said) return byteLevel(true, { trim_offsets: false });
  const described = (parts ? undefined : around?.(config)) ?? bosAndEos(config);
  const need = (token: string): number =>
    idOf(token) ?? fail(`the special token ${JSON.stringify(token)} is not in the vocabulary`);
  if (!isTemplate(described)) {
    const token = (name: 'cls' | 'sep'): unknown => [described[name], need(String(described[name]))];
    return { ...described, cls: token('cls'), sep: token('sep') };
  }
  const tokens = new Map<string, number>();
  const pieces = (template: string): Json[] =>
    template.split(' ').map((piece) => {
      const [, text, typeId = '0'] = /^(.*?)(?::(\d))?$/s.exec(piece)!;
      const type_id = Number(typeId);
      if (text === '$A' || text === '$B') return { Sequence: { id: text[1], type_id } };
      tokens.set(text, need(text));
      return { SpecialToken: { id: text, type_id } };
    });
  const [single, pair] = [pieces(described.single), pieces(described.pair)];
  const special_tokens = Object.fromEntries(
    [...tokens].map(([token, id]) => [token, { id: token, ids: [id], tokens: [token] }]),
  );
  return { type: 'TemplateProcessing', single, pair, special_tokens };
}

function isTemplate(around: TextTemplate | Json): around is TextTemplate {
  return !('type' in around);
}

function fail(reason: string): never {
  throw new TokenizerFileError('tokenizer_config.json', reason);
}

/** Where no class says otherwise: what Python makes of a SentencePiece file alone. */
function plainParts(ingredients: Ingredients, config: ClassConfig): Json {
  const isUnigram = kindOf(ingredients.vocab) === 'Unigram';
  const byteFallback = ingredients.byteFallback;
  const spaceBack = replace({ String: spaceSymbol }, ' ');
  return {
    normalizer: sequence('normalizers', [...precompiled(ingredients), replace({ String: ' ' }, spaceSymbol)]),
    model: isUnigram
      ? { unk_id: ingredients.unkId, byte_fallback: byteFallback }
      : { unk_token: config.token('unk_token'), fuse_unk: true, byte_fallback: byteFallback },
    decoder: sequence(
      'decoders',
      byteFallback ? [spaceBack, { type: 'ByteFallback' }, { type: 'Fuse' }] : [spaceBack],
    ),
  };
}

/** Which model a vocabulary is for. */
function kindOf(vocab: Ingredients['vocab']): 'Unigram' | 'BPE' {
  return Array.isArray(vocab) && Array.isArray(vocab[0]) ? 'Unigram' : 'BPE';
}

/** Whether tokenizer.json has the model that a blueprint builds; else it is taken as it is. */
export function fits({ json, vocab, merges }: Ingredients, blueprint: Blueprint): boolean {
  const model = json?.model as Json | undefined;
  const scored = Array.isArray(vocab) && Array.isArray(vocab[0]);
  const type = model?.type ?? (scored ? 'Unigram' : merges === undefined ? 'WordPiece' : 'BPE');
  return type === blueprint.model;
}
