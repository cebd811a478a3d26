import { InvalidArgumentError, shown } from '@automodel/core';
import { Spec } from '../spec.js';
import type { Json, Trainer } from './trainer.js';
import { countWords, type TextIterator } from './word-counts.js';

/** The content of a tokenizer.json. */
export interface TokenizerJson extends Json {
  readonly version: string;
  readonly truncation: unknown;
  readonly padding: unknown;
  readonly added_tokens: readonly Json[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly decoder: unknown;
  readonly model: Json;
}

/**
 * Trains a tokenizer: texts go through its normalizer and pre-tokenizer, the trainer learns a model from the words. The
 * same texts and options give the same tokenizer, whatever the order of the texts.
 *
 * @param untrained a tokenizer.json without vocabulary, for example `{ pre_tokenizer: { type: 'ByteLevel' } }`; options
 *   of `model` stay
 * @param texts texts or batches of them; any number, only distinct words stay in memory
 * @param length how many texts there are, for the progress listener
 * @returns the trained tokenizer.json, for `PreTrainedTokenizer.fromJson` and `JSON.stringify`
 * @throws InvalidArgumentError for texts that are none, or a trainer that does not fit
 * @throws TokenizerFileError for a description that is malformed
 */
export async function train_from_iterator(
  untrained: object,
  texts: TextIterator,
  trainer: Trainer,
  length?: number,
): Promise<TokenizerJson> {
  if (typeof (trainer as Trainer | null)?.train !== 'function') {
    throw new InvalidArgumentError(
      `train_from_iterator() needs a trainer, for example new BpeTrainer(), not ${shown(trainer)}`,
    );
  }
  const spec = new Spec(untrained, 'tokenizer.json');
  const model = spec.has('model') ? spec.object('model') : undefined;
  const type = model?.raw('type') ?? trainer.model_type;
  if (type !== trainer.model_type) {
    throw new InvalidArgumentError(
      `A trainer of ${trainer.model_type} cannot train a model of type ${String(type)}`,
    );
  }
  if (spec.has('added_tokens') && spec.list('added_tokens').length > 0) {
    throw new InvalidArgumentError(
      'A tokenizer that is to be trained has no added tokens: give them to the trainer as special_tokens',
    );
  }
  const isIterable = Object(texts) === texts && (Symbol.iterator in texts || Symbol.asyncIterator in texts);
  if (!isIterable) {
    throw new InvalidArgumentError(
      `Texts to train on must be a list or another iterable of strings, not ${shown(texts)}`,
    );
  }
  const words = await countWords(spec, texts, trainer.show_progress, length);
  const trained = trainer.train(words, (spec.raw('model') ?? {}) as Json);
  const part = (name: string): unknown => spec.raw(name) ?? null;
  return {
    version: spec.string('version', '1.0'),
    truncation: part('truncation'),
    padding: part('padding'),
    added_tokens: addedTokens(trainer, trained),
    normalizer: part('normalizer'),
    pre_tokenizer: part('pre_tokenizer'),
    post_processor: part('post_processor'),
    decoder: part('decoder'),
    model: trained,
  };
}

function addedTokens(trainer: Trainer, model: Json): Json[] {
  const ids = vocabularyOf(model);
  let next = ids.size;
  const unique = new Map(trainer.special_tokens.map((token) => [token.content, token]));
  return [...unique.values()]
    .map((token) => ({ id: ids.get(token.content) ?? next++, ...token }))
    .sort((a, b) => a.id - b.id);
}

/** The ids of a model as tokenizer.json describes it. */
export function vocabularyOf({ vocab }: Json): Map<string, number> {
  return Array.isArray(vocab)
    ? new Map((vocab as [string, number][]).map(([token], id) => [token, id]))
    : new Map(Object.entries(vocab as Record<string, number>));
}
