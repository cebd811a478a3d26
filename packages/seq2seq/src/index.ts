/**
 * Encoder-decoder models, summarization and translation.
 *
 * @packageDocumentation
 */
export { AutoTokenizer } from '@automodel/modeling';
export * from '@automodel/modeling/errors';
export { ContextLengthError, GuidedTextError, NonFiniteLogitsError } from '@automodel/generation';
export { RegexBudgetError, TokenizerFileError, UnsupportedRegexError } from '@automodel/tokenizers';
export { AutoModelForSeq2SeqLM } from './auto-model.js';
export type { Seq2SeqGenerateInputs, Seq2SeqGenerateOptions } from './generate-inputs.js';
export { corpusBleu, type BleuOptions, type BleuScore } from './metrics/bleu.js';
export type { BleuTokenizerName } from './metrics/bleu-tokenizers.js';
export { corpusChrf } from './metrics/chrf.js';
export { corpusRouge, rougeScores, type RougeMeasure, type RougeScores } from './metrics/rouge.js';
export { Seq2SeqLanguageModel, type Seq2SeqLMOutput } from './seq2seq-language-model.js';
export { BartForConditionalGeneration } from './models/bart.js';
export { BlenderbotForConditionalGeneration } from './models/blenderbot.js';
export { BlenderbotSmallForConditionalGeneration } from './models/blenderbot-small.js';
export { M2M100ForConditionalGeneration } from './models/m2m-100.js';
export { MarianMTModel } from './models/marian.js';
export { MBartForConditionalGeneration } from './models/mbart.js';
export { MT5ForConditionalGeneration } from './models/mt5.js';
export { PegasusForConditionalGeneration } from './models/pegasus.js';
export { T5ForConditionalGeneration } from './models/t5.js';
export type { TextToTextOptions, TextToTextPipelineOptions } from './pipelines/options.js';
export {
  SummarizationPipeline,
  type LongDocument,
  type SummarizationOptions,
  type SummarizationSingle,
} from './pipelines/summarization-pipeline.js';
export {
  Text2TextGenerationPipeline,
  type Text2TextSingle,
} from './pipelines/text2text-generation-pipeline.js';
export type { TextToTextResult } from './pipelines/text-to-text-pipeline.js';
export {
  TranslationPipeline,
  type TranslationOptions,
  type TranslationSingle,
} from './pipelines/translation-pipeline.js';
