import { checkCount, InvalidArgumentError } from '@automodel/core';
import { specialTokenNames } from '../pretrained/special-token-names.js';
import { byteCharacters } from '../text/bytes.js';
import { BpeTrainer, WordPieceTrainer, type BpeTrainerOptions } from './bpe-trainer.js';
import { modelType, toConfig, toTokenizerJson, type Description } from './description.js';
import { train_from_iterator, vocabularyOf, type TokenizerJson } from './train.js';
import { readSpecialToken, type SpecialTokenOption } from './trainer-options.js';
import type { Json, SpecialToken, Trainer } from './trainer.js';
import { UnigramTrainer, type UnigramTrainerOptions } from './unigram-trainer.js';
import type { TextIterator } from './word-counts.js';
import { WordLevelTrainer } from './word-level-trainer.js';

/** Options of `train_new_from_iterator`: its own, and those of the trainer that fits the model. */
export interface TrainNewOptions extends Omit<
  BpeTrainerOptions & UnigramTrainerOptions,
  'vocab_size' | 'special_tokens'
> {
  /** How many texts there are, for the progress listener. */
  readonly length?: number | undefined;
  /** Special tokens to add to those that the tokenizer has. */
  readonly new_special_tokens?: readonly SpecialTokenOption[] | undefined;
  /** New names of special tokens, by the old ones. */
  readonly special_tokens_map?: Readonly<Record<string, string>> | undefined;
}

const trainers: Readonly<Record<Trainer['model_type'], new (options: object) => Trainer>> = {
  BPE: BpeTrainer,
  Unigram: UnigramTrainer,
  WordLevel: WordLevelTrainer,
  WordPiece: WordPieceTrainer,
};

/** The files of a tokenizer like another one, with a vocabulary from new texts. */
export async function trainNew(
  description: Description,
  texts: TextIterator,
  vocab_size: number,
  options: TrainNewOptions,
): Promise<{ tokenizer: TokenizerJson; config: Json }> {
  checkCount('vocab_size', vocab_size, 0);
  const { length, new_special_tokens = [], special_tokens_map = {}, ...rest } = options;
  if ('special_tokens' in rest || 'vocab_size' in rest) {
    throw new InvalidArgumentError(
      'train_new_from_iterator keeps the special tokens and takes vocab_size as an argument: ' +
        'give new_special_tokens or special_tokens_map',
    );
  }
  const old = toTokenizerJson(description);
  const type = modelType(old.model);
  const rename = (token: string): string =>
    Object.hasOwn(special_tokens_map, token) ? special_tokens_map[token] : token;
  const added = new_special_tokens.map((token, i) => readSpecialToken(`new_special_tokens[${i}]`, token));
  const kept = old.added_tokens
    .filter((token) => token.special === true || type === 'Unigram')
    .map((token): SpecialToken => {
      const flags = without(token, ['id']) as unknown as SpecialToken;
      return { ...flags, content: rename(flags.content), special: true };
    });
  const trainer = new trainers[type]({
    ...optionsOfModel(old, type, rename),
    ...rest,
    ...(hasByteLevel(old.pre_tokenizer) && type !== 'WordLevel' && { initial_alphabet: byteCharacters }),
    vocab_size,
    special_tokens: [...kept, ...added].map((token) => without(token, ['special'])),
  });
  const { unk_token } = old.model;
  const untrained = {
    ...old,
    added_tokens: [],
    post_processor: null,
    model: {
      ...without(old.model, ['vocab', 'merges']),
      ...(typeof unk_token === 'string' && { unk_token: rename(unk_token) }),
    },
  };
  const trained = await train_from_iterator(untrained, texts, trainer, length);
  // These name tokens by the ids of the old vocabulary.
  const config = without(toConfig(description), [
    'added_tokens_decoder',
    'added_tokens',
    'additional_special_tokens',
  ]);
  for (const name of specialTokenNames) {
    if (typeof config[name] === 'string') config[name] = rename(config[name]);
  }
  config.extra_special_tokens = [...description.specialTokens.extra, ...added.map(({ content }) => content)];
  const added_tokens = [...trained.added_tokens, ...missing(old.added_tokens, trained)];
  const post_processor = withNewIds(old.post_processor, idsOf(trained), rename);
  return { tokenizer: { ...trained, added_tokens, post_processor }, config };
}

function without(object: object, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** Options of the trainer that follow from the old model. */
function optionsOfModel({ model }: TokenizerJson, type: string, rename: (token: string) => string): Json {
  if (type === 'BPE') {
    const { continuing_subword_prefix, end_of_word_suffix } = model;
    return { continuing_subword_prefix, end_of_word_suffix };
  }
  if (type !== 'Unigram' || typeof model.unk_id !== 'number') return {};
  return {
    unk_token: rename((model.vocab as [string, number][])[model.unk_id][0]),
  };
}

/** Added tokens that the trained tokenizer lacks, those with an old name among them: as in Python they come last. */
function missing(old: readonly Json[], trained: TokenizerJson): Json[] {
  const ids = idsOf(trained);
  const known = new Set(trained.added_tokens.map(({ content }) => content));
  let next = 0;
  for (const id of ids.values()) next = Math.max(next, id + 1);
  return old
    .filter(({ content }) => !known.has(content))
    .map((token) => ({
      ...token,
      id: ids.get(token.content as string) ?? next++,
    }));
}

function hasByteLevel(preTokenizer: unknown): boolean {
  const { type, pretokenizers = [] } = (preTokenizer ?? {}) as {
    type?: string;
    pretokenizers?: unknown[];
  };
  return type === 'ByteLevel' || pretokenizers.some((each) => hasByteLevel(each));
}

function idsOf({ model, added_tokens }: TokenizerJson): Map<string, number> {
  const ids = vocabularyOf(model);
  for (const { content, id } of added_tokens) ids.set(content as string, id as number);
  return ids;
}

/** A post-processor with new tokens and their ids. Python leaves the parts of a `Sequence` as they are, with old ids. */
function withNewIds(
  processor: unknown,
  ids: ReadonlyMap<string, number>,
  rename: (token: string) => string,
): unknown {
  if (typeof processor !== 'object' || processor === null) return processor;
  const idOf = (token: string): number => {
    const id = ids.get(token);
    if (id !== undefined) return id;
    throw new InvalidArgumentError(
      `The post-processor adds the token ${JSON.stringify(token)}, which the new tokenizer does not have`,
    );
  };
  const out = { ...processor } as Json;
  for (const name of ['cls', 'sep']) {
    if (!Array.isArray(out[name])) continue;
    const token = rename((out[name] as [string, number])[0]);
    out[name] = [token, idOf(token)];
  }
  if (Array.isArray(out.processors)) {
    out.processors = out.processors.map((each) => withNewIds(each, ids, rename));
  }
  if (out.special_tokens) {
    const entries = Object.entries(out.special_tokens as Record<string, { id?: string; tokens?: string[] }>);
    out.special_tokens = Object.fromEntries(
      entries.map(([key, entry]) => {
        const tokens = (entry.tokens ?? [key]).map(rename);
        return [key, { ...entry, tokens, ids: tokens.map(idOf) }];
      }),
    );
  }
  return out;
}
