import { PreTrainedTokenizer } from './pretrained-tokenizer.js';

// Each class brings its Python namesake's defaults: special tokens, inputs, and how it makes its parts.

export class AlbertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'AlbertTokenizer';
}

export class BartTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BartTokenizer';
}

export class BertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BertTokenizer';
}

export class BigBirdTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BigBirdTokenizer';
}

export class BlenderbotTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BlenderbotTokenizer';
}

export class CamembertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'CamembertTokenizer';
}

export class CodeLlamaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'CodeLlamaTokenizer';
}

export class DebertaV2Tokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'DebertaV2Tokenizer';
}

export class DistilBertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'DistilBertTokenizer';
}

export class ElectraTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'ElectraTokenizer';
}

export class GPT2Tokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'GPT2Tokenizer';
}

export class GPTNeoXTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'GPTNeoXTokenizer';
}

export class GemmaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'GemmaTokenizer';
}

export class LlamaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'LlamaTokenizer';
}

export class MPNetTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'MPNetTokenizer';
}

export class PegasusTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'PegasusTokenizer';
}

export class Qwen2Tokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'Qwen2Tokenizer';
}

export class RobertaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'RobertaTokenizer';
}

export class T5Tokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'T5Tokenizer';

  /** The tokens that stand for what was left out of a text: `<extra_id_0>` and so on. */
  get_sentinel_tokens(): string[] {
    return [...new Set(this.specialTokens.extra.filter((token) => /<extra_id_\d+>/.test(token)))];
  }

  get_sentinel_token_ids(): number[] {
    return this.get_sentinel_tokens().flatMap((token) => this.convert_tokens_to_ids(token) ?? []);
  }
}

export class XLMRobertaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'XLMRobertaTokenizer';
}

export class XLNetTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'XLNetTokenizer';
}

/** A tokenizer that has nothing but its tokenizer.json, as ModernBERT's. */
export class PreTrainedTokenizerFast extends PreTrainedTokenizer {
  static override readonly pythonClass = 'TokenizersBackend';
}

/** BLOOM's, which is all in its tokenizer.json. */
export class BloomTokenizer extends PreTrainedTokenizerFast {}
