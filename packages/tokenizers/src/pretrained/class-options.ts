import type { Spec } from '../spec.js';
import type { ClassDefaults } from './class-defaults.js';

type Json = Record<string, unknown>;

/**
 * tokenizer.json with what the configuration says otherwise: as in Python, `do_lower_case`, `strip_accents` and
 * `tokenize_chinese_chars` of BERT's classes and `add_prefix_space` and `trim_offsets` of RoBERTa's and GPT-2's go before
 * the file.
 */
export function applyClassOptions(tokenizerJson: unknown, config: Spec, { parts }: ClassDefaults): unknown {
  const isObject =
    typeof tokenizerJson === 'object' && tokenizerJson !== null && !Array.isArray(tokenizerJson);
  if (!isObject || parts === undefined) return tokenizerJson;
  const json = tokenizerJson as Json;
  if (parts === 'bert' || parts === 'mpnet') {
    const normalizer = override(json.normalizer, 'BertNormalizer', config, {
      lowercase: 'do_lower_case',
      strip_accents: 'strip_accents',
      handle_chinese_chars: 'tokenize_chinese_chars',
    });
    return { ...json, normalizer };
  }
  const prefixSpace = { add_prefix_space: 'add_prefix_space' };
  return {
    ...json,
    pre_tokenizer: override(json.pre_tokenizer, 'ByteLevel', config, prefixSpace),
    post_processor: override(json.post_processor, 'RobertaProcessing', config, {
      ...prefixSpace,
      trim_offsets: 'trim_offsets',
    }),
  };
}

/** A part of the named type with some fields replaced by options of the configuration that are there. */
function override(
  part: unknown,
  type: string,
  config: Spec,
  options: Readonly<Record<string, string>>,
): unknown {
  if (typeof part !== 'object' || part === null || (part as Json).type !== type) return part;
  const changes = Object.entries(options).filter(([, option]) => config.has(option));
  return {
    ...part,
    ...Object.fromEntries(changes.map(([field, option]) => [field, config.boolean(option)])),
  };
}
