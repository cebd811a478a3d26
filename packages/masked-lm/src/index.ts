/**
 * Masked language models (BERT and its kin) and what is done with them: fill-mask and bias probes.
 *
 * @packageDocumentation
 */
export { AutoTokenizer } from '@automodel/modeling';
export * from '@automodel/modeling/errors';
export { RegexBudgetError, TokenizerFileError, UnsupportedRegexError } from '@automodel/tokenizers';
export { AutoModelForMaskedLM } from './auto-model.js';
export type { BiasDifference, BiasProbe, BiasProbeGroup, BiasProbeOptions } from './bias-probe.js';
export { FillMaskError, type FillMaskErrorCode } from './errors.js';
export { FillMaskPipeline, type FillMaskOptions, type FillMaskResult } from './fill-mask-pipeline.js';
export { MaskedLanguageModel, type MaskedLMOutput } from './masked-language-model.js';
export { AlbertForMaskedLM } from './models/albert.js';
export { BertForMaskedLM } from './models/bert.js';
export { DebertaV2ForMaskedLM } from './models/deberta-v2.js';
export { DistilBertForMaskedLM } from './models/distilbert.js';
export { ElectraForMaskedLM } from './models/electra.js';
export { ModernBertForMaskedLM } from './models/modernbert.js';
export { MPNetForMaskedLM } from './models/mpnet.js';
export { RobertaForMaskedLM, XLMRobertaForMaskedLM } from './models/roberta.js';
export type { FillMaskOutput, FillMaskSingle, MaskedText } from './predictions.js';
export { maskedLanguageModels } from './registry.js';
