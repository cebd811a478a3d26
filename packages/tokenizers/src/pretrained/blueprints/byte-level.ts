import type { ClassConfig } from '../class-config.js';
import { sequence, type Blueprint, type Json } from './blueprint.js';

/** Of Qwen 2, as its tokenizer.json has it. */
const qwenWords =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** All fields, which other readers of tokenizer.json miss otherwise. */
export function byteLevel(
  add_prefix_space: boolean,
  other: { trim_offsets?: boolean; use_regex?: boolean } = {},
): Json {
  return { type: 'ByteLevel', add_prefix_space, trim_offsets: true, use_regex: true, ...other };
}

function parts(prefixSpace: boolean, normalizer: Json | null = null): Json {
  return {
    normalizer,
    pre_tokenizer: byteLevel(prefixSpace),
    model: {},
    decoder: byteLevel(true),
  };
}

const addsPrefixSpace = (config: ClassConfig): boolean => config.boolean('add_prefix_space', false);

/** GPT2Tokenizer, which OPT, Phi and others have too. */
export const gpt2: Blueprint = { model: 'BPE', parts: (_, config) => parts(addsPrefixSpace(config)) };

/** BlenderbotTokenizer. */
export const blenderbot: Blueprint = {
  model: 'BPE',
  parts: (_, config) => parts(config.boolean('add_prefix_space', true)),
};

/** RobertaTokenizer, which is BartTokenizer as well. */
export const roberta: Blueprint = {
  ...gpt2,
  around: (config) => ({
    type: 'RobertaProcessing',
    cls: config.token('cls_token'),
    sep: config.token('sep_token'),
    trim_offsets: config.boolean('trim_offsets', true),
    add_prefix_space: addsPrefixSpace(config),
  }),
};

/** GPTNeoXTokenizer. */
export const gptNeoX: Blueprint = {
  model: 'BPE',
  parts: (_, config) => parts(addsPrefixSpace(config), { type: 'NFC' }),
  around: bosAndEos,
};

/** Qwen2Tokenizer. */
export const qwen2: Blueprint = {
  model: 'BPE',
  parts: (_, config) => ({
    ...parts(false, { type: 'NFC' }),
    pre_tokenizer: sequence('pretokenizers', [
      { type: 'Split', pattern: { Regex: qwenWords }, behavior: 'Isolated', invert: false },
      byteLevel(addsPrefixSpace(config), { use_regex: false }),
    ]),
  }),
};

/** What `add_bos_token` and `add_eos_token` of the configuration ask for. */
export function bosAndEos(config: ClassConfig, addBos = false): { single: string; pair: string } {
  const bos = config.boolean('add_bos_token', addBos) ? config.token('bos_token') : '';
  const eos = config.boolean('add_eos_token', false) ? config.token('eos_token') : '';
  const around = (text: string, typeId: number): string =>
    [bos, text, eos]
      .filter((piece) => piece !== '')
      .map((piece) => `${piece}:${typeId}`)
      .join(' ');
  return { single: around('$A', 0), pair: `${around('$A', 0)} ${around('$B', 1)}` };
}
