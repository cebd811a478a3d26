import type { ClassConfig } from '../class-config.js';
import type { Blueprint } from './blueprint.js';

/** BertTokenizer and its kin. */
export const bert: Blueprint = {
  model: 'WordPiece',
  parts: (_, config) => ({
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.boolean('tokenize_chinese_chars', true),
      strip_accents: config.config.has('strip_accents') ? config.config.boolean('strip_accents') : null,
      lowercase: config.boolean('do_lower_case', true),
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    model: {
      unk_token: config.token('unk_token'),
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  }),
  around: bertTemplate,
};

/** MPNetTokenizer: BERT's words with RoBERTa's tokens around them. */
export const mpnet: Blueprint = {
  ...bert,
  around: (config) => ({
    type: 'RobertaProcessing',
    cls: config.token('cls_token'),
    sep: config.token('sep_token'),
    trim_offsets: true,
    add_prefix_space: false,
  }),
};

/** `[CLS] A [SEP]`, `[CLS] A [SEP] B [SEP]`; the second text has type 1. */
export function bertTemplate(config: ClassConfig): { single: string; pair: string } {
  const [cls, sep] = [config.token('cls_token'), config.token('sep_token')];
  return { single: `${cls} $A ${sep}`, pair: `${cls} $A ${sep} $B:1 ${sep}:1` };
}
