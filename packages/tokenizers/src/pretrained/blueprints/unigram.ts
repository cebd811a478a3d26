import type { ClassConfig } from '../class-config.js';
import type { Ingredients } from '../ingredients.js';
import { mbart50Languages, mbartLanguages } from '../languages.js';
import {
  metaspace,
  precompiled,
  replace,
  sequence,
  spaceSymbol,
  type Blueprint,
  type Json,
} from './blueprint.js';
import { bertTemplate } from './word-piece.js';

type Pieces = readonly (readonly [token: string, score: number])[];

const spaces = { Regex: ' {2,}' };

/** Words at white space, each with `▁` before it. */
function words(scheme: 'always' | 'never' | 'first' = 'always'): Json {
  return {
    pre_tokenizer: sequence('pretokenizers', [{ type: 'WhitespaceSplit' }, metaspace(scheme)]),
    decoder: metaspace(scheme),
  };
}

/** Spaces become `▁`, however many there are. */
function spacesKept(scheme: 'always' | 'never' | 'first' = 'always'): Json {
  return { pre_tokenizer: metaspace(scheme), decoder: metaspace(scheme) };
}

function prefixScheme(config: ClassConfig): 'always' | 'never' {
  return config.boolean('add_prefix_space', true) ? 'always' : 'never';
}

function piecesOf({ vocab }: Ingredients): Pieces {
  return vocab as Pieces;
}

function zeroes(...tokens: string[]): [string, number][] {
  return tokens.map((token) => [token, 0]);
}

/** Where a token with score 0 is. */
function indexOf(ingredients: Ingredients, token: string, fallback: number, from = 0): number {
  const index = piecesOf(ingredients).findIndex(
    ([text, score], i) => i >= from && text === token && score === 0,
  );
  return index < 0 ? fallback : index;
}

/** The order of fairseq's models: `<s> <pad> </s> <unk>`, then the pieces without their own special ones. */
function fairseq(
  ingredients: Ingredients,
  config: ClassConfig,
  first: 'bos_token' | 'cls_token',
  last: readonly string[],
): Pieces {
  return [
    ...zeroes(
      config.token(first),
      config.token('pad_token'),
      config.token('eos_token'),
      config.token('unk_token'),
    ),
    ...piecesOf(ingredients).slice(3),
    ...zeroes(...last, config.token('mask_token')),
  ];
}

function robertaTemplate(config: ClassConfig): { single: string; pair: string } {
  const [bos, eos] = [config.token('bos_token'), config.token('eos_token')];
  return { single: `${bos} $A ${eos}`, pair: `${bos} $A ${eos} ${eos} $B ${eos}` };
}

/** T5Tokenizer, with its `<extra_id_0>` and so on behind the vocabulary, the last one first. */
export const t5: Blueprint = {
  model: 'Unigram',
  file: 'spiece.model',
  arrange: (ingredients, config) => [...piecesOf(ingredients), ...zeroes(...extraIds(config).reverse())],
  parts: (ingredients) => ({
    normalizer: precompiled(ingredients).at(0) ?? null,
    model: { unk_id: 2 },
    ...words(),
  }),
  // Python has the text and not the token here.
  around: () => ({ single: '$A </s>', pair: '$A </s> $B </s>' }),
  extra: (symbols, config) => {
    const named = symbols.map(({ content }) => content);
    return named.some((token) => token.includes('<extra_id_')) ? named : [...named, ...extraIds(config)];
  },
};

function extraIds({ config }: ClassConfig): string[] {
  return Array.from({ length: config.integer('extra_ids', 100) }, (_, i) => `<extra_id_${i}>`);
}

export const xlmRoberta: Blueprint = {
  model: 'Unigram',
  file: 'sentencepiece.bpe.model',
  arrange: (ingredients, config) => fairseq(ingredients, config, 'bos_token', []),
  parts: (ingredients, config) => ({
    normalizer: precompiled(ingredients).at(0) ?? null,
    model: { unk_id: 3 },
    ...words(prefixScheme(config)),
  }),
  around: robertaTemplate,
};

export const camembert: Blueprint = {
  ...xlmRoberta,
  arrange: (ingredients, config) => [
    ...zeroes('<s>NOTUSED', config.token('pad_token'), '</s>NOTUSED', config.token('unk_token')),
    ['<unk>NOTUSED', -100],
    ...piecesOf(ingredients).slice(1),
    ...zeroes(config.token('mask_token')),
  ],
  parts: (ingredients, config) => {
    const unk = piecesOf(ingredients).findIndex(([token]) => token === config.token('unk_token'));
    return { ...xlmRoberta.parts(ingredients, config), model: { unk_id: Math.max(0, unk) } };
  },
  extra: (symbols) =>
    symbols.length > 0
      ? symbols.map(({ content }) => content)
      : ['<s>NOTUSED', '</s>NOTUSED', '<unk>NOTUSED'],
};

/** Quotes as `"`, no accents, lower case; ALBERT and XLNet have it in common. */
function plainLetters(ingredients: Ingredients, keepAccents: boolean, lowerCase: boolean): Json {
  return sequence('normalizers', [
    replace({ String: '``' }, '"'),
    replace({ String: "''" }, '"'),
    ...(keepAccents ? [] : [{ type: 'NFKD' }, { type: 'StripAccents' }]),
    ...(lowerCase ? [{ type: 'Lowercase' }] : []),
    ...precompiled(ingredients),
  ]);
}

export const albert: Blueprint = {
  model: 'Unigram',
  file: 'spiece.model',
  parts: (ingredients, config) => ({
    normalizer: plainLetters(
      ingredients,
      config.boolean('keep_accents', false),
      config.boolean('do_lower_case', true),
    ),
    model: { unk_id: 1 },
    ...words(prefixScheme(config)),
  }),
  around: bertTemplate,
  keepsTemplate: true,
};

export const xlnet: Blueprint = {
  model: 'Unigram',
  file: 'spiece.model',
  parts: (ingredients, config) => ({
    normalizer: plainLetters(ingredients, false, config.boolean('do_lower_case', false)),
    model: { unk_id: ingredients.unkId ?? config.config.integer('unk_id', 0) },
    ...words(),
  }),
  around: (config) => {
    const [sep, cls] = [config.token('sep_token'), config.token('cls_token')];
    return { single: `$A ${sep} ${cls}:2`, pair: `$A ${sep} $B:1 ${sep}:1 ${cls}:2` };
  },
  extra: (symbols) => (symbols.length > 0 ? symbols.map(({ content }) => content) : ['<eop>', '<eod>']),
};

export const mbart: Blueprint = {
  model: 'Unigram',
  file: 'sentencepiece.bpe.model',
  arrange: (ingredients, config) => fairseq(ingredients, config, 'bos_token', mbartLanguages),
  parts: () => ({ normalizer: null, model: { unk_id: 3 }, ...words() }),
  extra: (symbols) => [...mbartLanguages, ...symbols.map(({ content }) => content)],
};

export const mbart50: Blueprint = {
  model: 'Unigram',
  file: 'sentencepiece.bpe.model',
  arrange: (ingredients, config) => fairseq(ingredients, config, 'cls_token', mbart50Languages),
  parts: (ingredients) => ({
    normalizer: sequence('normalizers', [...precompiled(ingredients), replace(spaces, ' ')]),
    model: { unk_id: 3 },
    ...spacesKept(),
  }),
  extra: (symbols) => [...symbols.map(({ content }) => content), ...mbart50Languages],
};

/** PegasusTokenizer: `<unk_2>` and so on stand before the pieces, `offset` places in all. */
export const pegasus: Blueprint = {
  model: 'Unigram',
  file: 'spiece.model',
  arrange: (ingredients, config) => {
    const mask = config.config.has('mask_token') ? config.token('mask_token') : '<mask_1>';
    const sentence = config.config.string('mask_token_sent', '<mask_2>');
    return [
      ...zeroes(config.token('pad_token'), config.token('eos_token'), mask),
      ...(sentence === mask ? [] : zeroes(sentence)),
      ...unknowns(config).map((token): [string, number] => [token, -100]),
      ...piecesOf(ingredients).slice(2),
    ];
  },
  parts: (ingredients, config) => ({
    normalizer: sequence('normalizers', [
      ...(ingredients.charsmap ? precompiled(ingredients) : [replace({ Regex: '\\n' }, ' ')]),
      replace(spaces, ' '),
    ]),
    model: { unk_id: indexOf(ingredients, config.token('unk_token'), 0, 1) },
    ...spacesKept(),
  }),
  around: (config) => ({
    single: `$A ${config.token('eos_token')}`,
    pair: `$A $B ${config.token('eos_token')}`,
  }),
  extra: (_, config) => [config.config.string('mask_token_sent', '<mask_1>'), ...unknowns(config)],
};

function unknowns({ config }: ClassConfig): string[] {
  return Array.from({ length: Math.max(0, config.integer('offset', 103) - 2) }, (_, i) => `<unk_${i + 2}>`);
}

export const bigBird: Blueprint = {
  model: 'Unigram',
  file: 'spiece.model',
  parts: (ingredients, config) => ({
    normalizer: replace(spaces, spaceSymbol),
    model: { unk_id: indexOf(ingredients, config.token('unk_token'), 100) },
    ...spacesKept(prefixScheme(config)),
  }),
  around: bertTemplate,
};

export const debertaV2: Blueprint = {
  model: 'Unigram',
  file: 'spm.model',
  parts: (ingredients, config) => {
    const scheme = config.boolean('add_prefix_space', true) ? 'always' : 'first';
    const unk = ingredients.unkId ?? config.config.integer('unk_id', 1);
    return {
      normalizer: sequence('normalizers', [
        ...(config.boolean('do_lower_case', false) ? [{ type: 'Lowercase' }] : []),
        replace({ Regex: '\\s{2,}|[\\n\\r\\t]' }, ' '),
        { type: 'NFC' },
        { type: 'Strip', strip_left: false, strip_right: true },
      ]),
      pre_tokenizer: sequence('pretokenizers', [
        ...(config.boolean('split_by_punct', false) ? [{ type: 'Punctuation', behavior: 'Isolated' }] : []),
        metaspace(scheme),
      ]),
      model: { unk_id: indexOf(ingredients, config.token('unk_token'), unk) },
      decoder: metaspace(scheme),
    };
  },
  around: bertTemplate,
};
