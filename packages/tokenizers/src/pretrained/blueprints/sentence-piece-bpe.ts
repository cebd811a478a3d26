import { nllbLanguages } from '../languages.js';
import {
  metaspace,
  precompiled,
  replace,
  sequence,
  spaceSymbol,
  type Blueprint,
  type Json,
} from './blueprint.js';
import { bosAndEos } from './byte-level.js';

const spaceBack = [replace({ String: spaceSymbol }, ' '), { type: 'ByteFallback' }, { type: 'Fuse' }];
const stripFirst = { type: 'Strip', content: ' ', start: 1, stop: 0 };

function llamaParts(scheme: 'always' | 'never' | 'first', strips: boolean, unk: Json): Json {
  return {
    normalizer: null,
    pre_tokenizer: metaspace(scheme, false),
    model: { fuse_unk: true, byte_fallback: true, ...unk },
    decoder: sequence('decoders', strips ? [...spaceBack, stripFirst] : spaceBack),
  };
}

/** LlamaTokenizer; with `legacy` also the text after a special token gets a space before it. */
export const llama: Blueprint = {
  model: 'BPE',
  file: 'tokenizer.model',
  parts: (_, config) => {
    const adds = config.boolean('add_prefix_space', true);
    return llamaParts(adds ? (config.boolean('legacy', false) ? 'always' : 'first') : 'never', adds, {});
  },
};

/** CodeLlamaTokenizer, without its infilling. */
export const codeLlama: Blueprint = {
  model: 'BPE',
  file: 'tokenizer.model',
  parts: (_, config) =>
    llamaParts(config.boolean('add_prefix_space', true) ? 'first' : 'never', true, {
      unk_token: config.token('unk_token'),
    }),
  around: (config) => bosAndEos(config, true),
  extra: (symbols) => [
    ...symbols.map(({ content }) => content),
    '▁<PRE>',
    '▁<MID>',
    '▁<SUF>',
    '▁<EOT>',
    '<FILL_ME>',
  ],
};

/** GemmaTokenizer. */
export const gemma: Blueprint = {
  model: 'BPE',
  file: 'tokenizer.model',
  parts: (_, config) => ({
    normalizer: replace({ String: ' ' }, spaceSymbol),
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    model: { fuse_unk: true, byte_fallback: true, unk_token: config.token('unk_token') },
    decoder: sequence('decoders', spaceBack),
  }),
};

/** NllbTokenizer, with the order of fairseq: `<s> <pad> </s> <unk>` first. */
export const nllb: Blueprint = {
  model: 'BPE',
  file: 'sentencepiece.bpe.model',
  arrange: ({ vocab }, config) => {
    const names = ['bos_token', 'pad_token', 'eos_token', 'unk_token'] as const;
    const tokens = new Set([...names.map((name) => config.token(name)), ...(vocab as string[])]);
    return [...tokens];
  },
  parts: (ingredients, config) => ({
    normalizer: ingredients.charsmap
      ? sequence('normalizers', [...precompiled(ingredients), replace({ Regex: ' {2,}' }, ' ')])
      : null,
    pre_tokenizer: metaspace('always'),
    model: { fuse_unk: true, unk_token: config.token('unk_token') },
    decoder: metaspace('always'),
  }),
  extra: (symbols) => (symbols.length > 0 ? symbols.map(({ content }) => content) : nllbLanguages),
};
