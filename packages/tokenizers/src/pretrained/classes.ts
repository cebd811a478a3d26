import { PreTrainedTokenizer } from './pretrained-tokenizer.js';

// Each class brings its Python namesake's defaults: special tokens, inputs, and how its parts fit without tokenizer.json.

export class AlbertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'AlbertTokenizer';
}

export class BartTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BartTokenizer';
}

export class BertTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'BertTokenizer';
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

export class MPNetTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'MPNetTokenizer';
}

export class RobertaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'RobertaTokenizer';
}

export class XLMRobertaTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'XLMRobertaTokenizer';
}

/** A tokenizer that has nothing but its tokenizer.json, as ModernBERT's. */
export class PreTrainedTokenizerFast extends PreTrainedTokenizer {}
