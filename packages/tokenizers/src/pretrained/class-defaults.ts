import type { Side } from '../truncation.js';

/** The names under which a configuration gives special tokens, in Python's order. */
export const specialTokenNames = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;
export type SpecialTokenName = (typeof specialTokenNames)[number];

/** What a Python tokenizer class knows that need not be in any file. */
export interface ClassDefaults {
  readonly tokens?: Readonly<Partial<Record<SpecialTokenName, string>>>;
  readonly modelInputNames?: readonly string[];
  readonly paddingSide?: Side;
  readonly modelMaxLength?: number;
  /** The mask token takes the space before it. */
  readonly maskTakesSpace?: boolean;
  /** How the parts are put together where there is no tokenizer.json. */
  readonly parts?: 'bert' | 'mpnet' | 'gpt2' | 'roberta';
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
const withTypes = ['input_ids', 'token_type_ids', 'attention_mask'];

const bert: ClassDefaults = { tokens: bertTokens, modelInputNames: withTypes, parts: 'bert' };
const distilbert: ClassDefaults = { tokens: bertTokens, parts: 'bert' };
const roberta: ClassDefaults = { tokens: robertaTokens, parts: 'roberta' };
const gpt2: ClassDefaults = { tokens: endOfText, parts: 'gpt2' };
const sentencePieceBert = { ...bertTokens, bos_token: '[CLS]', eos_token: '[SEP]' };

const classes: Readonly<Record<string, ClassDefaults>> = {
  BertTokenizer: bert,
  ElectraTokenizer: bert,
  DistilBertTokenizer: distilbert,
  MPNetTokenizer: {
    tokens: { ...robertaTokens, unk_token: '[UNK]' },
    maskTakesSpace: true,
    parts: 'mpnet',
  },
  RobertaTokenizer: roberta,
  BartTokenizer: roberta,
  GPT2Tokenizer: gpt2,
  AlbertTokenizer: { tokens: { ...sentencePieceBert, unk_token: '<unk>', pad_token: '<pad>' } },
  XLMRobertaTokenizer: { tokens: robertaTokens },
  DebertaV2Tokenizer: {
    tokens: sentencePieceBert,
    modelInputNames: ['input_ids', 'attention_mask', 'token_type_ids'],
  },
  MarianTokenizer: {
    tokens: { eos_token: '</s>', unk_token: '<unk>', pad_token: '<pad>' },
    modelMaxLength: 512,
  },
  M2M100Tokenizer: {
    tokens: {
      bos_token: '<s>',
      eos_token: '</s>',
      unk_token: '<unk>',
      sep_token: '</s>',
      pad_token: '<pad>',
    },
  },
  GemmaTokenizer: { paddingSide: 'left' },
  LlamaTokenizer: { paddingSide: 'left' },
};

/** The class that Python picks for a model type where the files name none. */
const classOfModelType: Readonly<Record<string, string>> = {
  albert: 'AlbertTokenizer',
  bart: 'RobertaTokenizer',
  bert: 'BertTokenizer',
  'deberta-v2': 'DebertaV2Tokenizer',
  distilbert: 'DistilBertTokenizer',
  electra: 'ElectraTokenizer',
  gpt2: 'GPT2Tokenizer',
  gpt_neo: 'GPT2Tokenizer',
  gptj: 'GPT2Tokenizer',
  mpnet: 'MPNetTokenizer',
  opt: 'GPT2Tokenizer',
  phi: 'GPT2Tokenizer',
  roberta: 'RobertaTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
};

/** Python takes the files of these as they are, whatever class they name. */
const namesWrongClass = new Set([
  'ministral',
  'ministral3',
  'mistral',
  'mistral3',
  'mixtral',
  'modernbert',
  'phi3',
]);

/** What a class knows; nothing if it is not in the table. Names of the "Fast" classes are the same. */
export function defaultsOf(className: string | undefined, modelType?: string): ClassDefaults {
  if (modelType !== undefined && namesWrongClass.has(modelType)) return {};
  const name = className?.replace(/Fast$/, '') ?? classOfModelType[modelType ?? ''];
  return name !== undefined && Object.hasOwn(classes, name) ? classes[name] : {};
}
