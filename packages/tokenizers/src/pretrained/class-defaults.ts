import type { Side } from '../truncation.js';
import type { Blueprint } from './blueprints/blueprint.js';
import * as byteLevel from './blueprints/byte-level.js';
import * as sentencePieceBpe from './blueprints/sentence-piece-bpe.js';
import * as unigram from './blueprints/unigram.js';
import * as wordPiece from './blueprints/word-piece.js';
import type { SpecialTokenName } from './special-token-names.js';

/** What a Python tokenizer class knows that need not be in any file. */
export interface ClassDefaults {
  readonly tokens?: Readonly<Partial<Record<SpecialTokenName, string>>>;
  readonly modelInputNames?: readonly string[];
  readonly paddingSide?: Side;
  readonly modelMaxLength?: number;
  readonly padTokenTypeId?: number;
  /** The mask token takes the space before it, and is found in text as it was or `normalized`. */
  readonly maskTakesSpace?: 'as it was' | 'normalized';
  /** How the class makes its parts; without one they are those of tokenizer.json. */
  readonly blueprint?: Blueprint;
}

const bertTokens = {
  unk_token: '[UNK]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  cls_token: '[CLS]',
  mask_token: '[MASK]',
};
const robertaTokens = {
  bos_token: '<s>',
  eos_token: '</s>',
  unk_token: '<unk>',
  sep_token: '</s>',
  pad_token: '<pad>',
  cls_token: '<s>',
  mask_token: '<mask>',
};
const endOfText = { bos_token: '<|endoftext|>', eos_token: '<|endoftext|>', unk_token: '<|endoftext|>' };
const sentence = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' };
const withTypes = ['input_ids', 'token_type_ids', 'attention_mask'];
const maskTakesSpace = 'normalized';

const bert: ClassDefaults = { tokens: bertTokens, modelInputNames: withTypes, blueprint: wordPiece.bert };
const roberta: ClassDefaults = { tokens: robertaTokens, blueprint: byteLevel.roberta };
const gpt2: ClassDefaults = { tokens: endOfText, blueprint: byteLevel.gpt2 };
const sentencePieceBert = { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]' };

const classes: Readonly<Record<string, ClassDefaults>> = {
  AlbertTokenizer: {
    tokens: { ...sentencePieceBert, unk_token: '<unk>', pad_token: '<pad>' },
    blueprint: unigram.albert,
  },
  BartTokenizer: roberta,
  BertTokenizer: bert,
  BigBirdTokenizer: {
    tokens: { ...bertTokens, ...sentence, pad_token: '<pad>' },
    maskTakesSpace,
    blueprint: unigram.bigBird,
  },
  BlenderbotTokenizer: {
    tokens: robertaTokens,
    maskTakesSpace: 'as it was',
    blueprint: byteLevel.blenderbot,
  },
  CamembertTokenizer: {
    tokens: robertaTokens,
    maskTakesSpace: 'as it was',
    blueprint: unigram.camembert,
  },
  CodeLlamaTokenizer: { tokens: sentence, paddingSide: 'left', blueprint: sentencePieceBpe.codeLlama },
  DebertaV2Tokenizer: {
    tokens: sentencePieceBert,
    modelInputNames: ['input_ids', 'attention_mask', 'token_type_ids'],
    blueprint: unigram.debertaV2,
  },
  DistilBertTokenizer: { tokens: bertTokens, blueprint: wordPiece.bert },
  ElectraTokenizer: bert,
  GPT2Tokenizer: gpt2,
  GPTNeoXTokenizer: { tokens: { ...endOfText, pad_token: '<|padding|>' }, blueprint: byteLevel.gptNeoX },
  GemmaTokenizer: {
    tokens: {
      bos_token: '<bos>',
      eos_token: '<eos>',
      unk_token: '<unk>',
      pad_token: '<pad>',
      mask_token: '<mask>',
    },
    paddingSide: 'left',
    blueprint: sentencePieceBpe.gemma,
  },
  LlamaTokenizer: { tokens: sentence, paddingSide: 'left', blueprint: sentencePieceBpe.llama },
  M2M100Tokenizer: { tokens: { ...sentence, sep_token: '</s>', pad_token: '<pad>' } },
  MBart50Tokenizer: {
    // Python's class has no bos token.
    tokens: { ...robertaTokens, bos_token: '' },
    maskTakesSpace,
    blueprint: unigram.mbart50,
  },
  MBartTokenizer: { tokens: robertaTokens, maskTakesSpace, blueprint: unigram.mbart },
  MPNetTokenizer: {
    tokens: { ...robertaTokens, unk_token: '[UNK]' },
    maskTakesSpace,
    blueprint: wordPiece.mpnet,
  },
  MarianTokenizer: {
    tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' },
    modelMaxLength: 512,
  },
  NllbTokenizer: { tokens: robertaTokens, maskTakesSpace, blueprint: sentencePieceBpe.nllb },
  PegasusTokenizer: {
    tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>', mask_token: '<mask_2>' },
    blueprint: unigram.pegasus,
  },
  Qwen2Tokenizer: {
    tokens: { eos_token: '<|endoftext|>', unk_token: '<|endoftext|>', pad_token: '<|endoftext|>' },
    blueprint: byteLevel.qwen2,
  },
  RobertaTokenizer: roberta,
  T5Tokenizer: {
    tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' },
    blueprint: unigram.t5,
  },
  XLMRobertaTokenizer: { tokens: robertaTokens, blueprint: unigram.xlmRoberta },
  XLNetTokenizer: {
    tokens: { ...robertaTokens, sep_token: '<sep>', cls_token: '<cls>' },
    modelInputNames: withTypes,
    paddingSide: 'left',
    padTokenTypeId: 3,
    maskTakesSpace,
    blueprint: unigram.xlnet,
  },
};

/** What a class knows; nothing if it is not in the table. */
export function defaultsOf(className: string): ClassDefaults {
  return Object.hasOwn(classes, className) ? classes[className] : {};
}
