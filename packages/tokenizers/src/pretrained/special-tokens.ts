import type { AddedToken } from '../added-tokens.js';
import type { Vocabulary } from '../models/vocabulary.js';
import { isCount, Spec } from '../spec.js';
import type { FileSymbol } from './ingredients.js';
import type { ClassDefaults } from './class-defaults.js';
import { specialTokenNames, type SpecialTokenName, type SpecialTokens } from './special-token-names.js';

/** Flags of an added token; its id may not be known yet. */
type Described = Omit<AddedToken, 'id'> & { readonly id?: number | undefined };

/**
 * Special and added tokens of tokenizer.json and of the configuration. What tokenizer.json says of a token holds; a
 * special token that no file describes is added, with the vocabulary's id or the next free one.
 */
export function readSpecialTokens(
  tokenizer: Spec,
  config: Spec,
  defaults: ClassDefaults,
  vocabulary: Vocabulary,
  /** Special tokens beside the named ones, where the configuration lists none. */
  classExtra: readonly FileSymbol[] = [],
): SpecialTokens {
  const known = new Map<string, Described>();
  const describe = (token: Described): void => {
    if (token.content !== '' && !known.has(token.content)) known.set(token.content, token);
  };
  for (const token of tokenizer.has('added_tokens') ? tokenizer.objects('added_tokens') : []) {
    describe(readToken(token, token.integer('id')));
  }
  if (config.has('added_tokens_decoder')) {
    const decoder = config.object('added_tokens_decoder');
    for (const name of decoder.names()) {
      const id = Number(name);
      if (!isCount(id)) decoder.fail(name, 'it is no id of a token');
      describe(readToken(decoder.object(name), id));
    }
  }
  if (config.has('added_tokens')) {
    const added = config.object('added_tokens');
    for (const content of added.names()) describe({ ...plain(content, false), id: added.integer(content) });
  }
  const named = new Map<SpecialTokenName, string>();
  for (const name of specialTokenNames) {
    const token = readNamed(config, name, defaults);
    if (!token || token.content === '') continue;
    named.set(name, token.content);
    describe(token);
  }
  const extra =
    readExtra(config) ?? classExtra.map(({ content, special }) => ({ ...plain(content, true), special }));
  extra.forEach(describe);
  return {
    named,
    extra: extra.map(({ content }) => content),
    added: giveIds([...known.values()], vocabulary),
  };
}

function readNamed(config: Spec, name: SpecialTokenName, defaults: ClassDefaults): Described | undefined {
  // null in the file: this tokenizer has none, whatever its class says.
  const value = config.names().includes(name) ? config.raw(name) : defaults.tokens?.[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return { ...readToken(config.object(name)), special: true };
  const takesSpace = name === 'mask_token' ? defaults.maskTakesSpace : undefined;
  return {
    ...plain(value, true),
    lstrip: takesSpace !== undefined,
    normalized: takesSpace === 'normalized',
  };
}

/** `extra_special_tokens` is a list in new files and an object in older ones, where the list has another name. */
function readExtra(config: Spec): Described[] | undefined {
  const values: (readonly unknown[])[] = [];
  for (const name of ['extra_special_tokens', 'additional_special_tokens']) {
    const value = config.raw(name);
    if (value === undefined) continue;
    if (Array.isArray(value)) values.push(config.list(name));
    else {
      const named = config.object(name);
      values.push(named.names().map((key) => named.raw(key)));
    }
  }
  if (values.length === 0) return undefined;
  return values
    .flat()
    .map((value) =>
      typeof value === 'string'
        ? plain(value, true)
        : { ...readToken(new Spec(value, config.path('extra_special_tokens'))), special: true },
    );
}

function readToken(spec: Spec, id?: number): Described {
  const special = spec.boolean('special', false);
  return {
    id,
    content: spec.string('content'),
    special,
    lstrip: spec.boolean('lstrip', false),
    rstrip: spec.boolean('rstrip', false),
    single_word: spec.boolean('single_word', false),
    normalized: spec.boolean('normalized', !special),
  };
}

function plain(content: string, special: boolean): Described {
  return { content, special, lstrip: false, rstrip: false, single_word: false, normalized: !special };
}

function giveIds(tokens: readonly Described[], vocabulary: Vocabulary): AddedToken[] {
  let next = vocabulary.size;
  for (const { id } of tokens) if (id !== undefined) next = Math.max(next, id + 1);
  return tokens.map((token) => ({ ...token, id: vocabulary.id(token.content) ?? token.id ?? next++ }));
}
