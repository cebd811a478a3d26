import { InvalidArgumentError } from '@automodel/core';
import type { AddedToken } from '../added-tokens.js';
import { ScannedMerges, ScannedVocab } from '../json/scanned.js';
import { specialTokenNames, type SpecialTokens } from '../pretrained/special-token-names.js';
import type { Spec } from '../spec.js';
import type { TokenizerJson } from './train.js';
import type { Json, Trainer } from './trainer.js';

/** What a tokenizer is made of, from which its files can be written and a new one trained. */
export interface Description {
  readonly json: Spec;
  readonly config: Spec;
  readonly specialTokens: SpecialTokens;
}

/**
 * The content of tokenizer.json, with every added token.
 *
 * @throws InvalidArgumentError for a tokenizer that has no such file, as those of SentencePiece alone
 */
export function toTokenizerJson({ json, specialTokens }: Description): TokenizerJson {
  if (!json.has('model')) {
    throw new InvalidArgumentError(
      'This tokenizer was not made from a tokenizer.json: it can neither be written as one nor trained anew',
    );
  }
  const fields = fieldsOf(json);
  const model = fieldsOf(json.object('model'));
  return {
    version: json.string('version', '1.0'),
    truncation: fields.truncation ?? null,
    padding: fields.padding ?? null,
    added_tokens: specialTokens.added.map(toJson).sort((a, b) => (a.id as number) - (b.id as number)),
    normalizer: fields.normalizer ?? null,
    pre_tokenizer: fields.pre_tokenizer ?? null,
    post_processor: fields.post_processor ?? null,
    decoder: fields.decoder ?? null,
    model: { type: modelType(model), ...model, ...written(model) },
  };
}

/** Vocabulary and merges as the file has them: ids by tokens, where vocab.txt is a list of tokens; pieces with scores stay a list. */
function written({ vocab, merges }: Json): Json {
  const isTokens = Array.isArray(vocab) && vocab.every((token) => typeof token === 'string');
  return {
    vocab: isTokens
      ? Object.fromEntries(vocab.map((token, id) => [token, id]))
      : vocab instanceof ScannedVocab
        ? vocab.toJSON()
        : vocab,
    ...(merges instanceof ScannedMerges && { merges: merges.toJSON() }),
  };
}

/** The content of tokenizer_config.json, with the special tokens that are chosen now. */
export function toConfig({ config, specialTokens }: Description): Json {
  const fields = Object.fromEntries(Object.entries(fieldsOf(config)).filter(([, value]) => value !== null));
  for (const name of specialTokenNames) {
    const token = specialTokens.named.get(name);
    if (token !== undefined) fields[name] = token;
    // null says that there is none, whatever the class has.
    else fields[name] = null;
  }
  return fields;
}

/** The type of a model; old files do not name it. */
export function modelType(model: Json): Trainer['model_type'] {
  const type = model.type ?? (model.merges ? 'BPE' : Array.isArray(model.vocab) ? 'Unigram' : 'WordPiece');
  return type as Trainer['model_type'];
}

export function fieldsOf(spec: Spec): Json {
  return Object.fromEntries(spec.names().map((name) => [name, spec.raw(name) ?? null]));
}

function toJson({ id, content, single_word, lstrip, rstrip, normalized, special }: AddedToken): Json {
  return { id, content, single_word, lstrip, rstrip, normalized, special };
}
