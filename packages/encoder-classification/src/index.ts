/**
 * Classification of texts and tokens, and answers to questions, by encoders.
 *
 * @packageDocumentation
 */
export { AutoTokenizer } from '@automodel/modeling';
export * from '@automodel/modeling/errors';
export { RegexBudgetError, TokenizerFileError, UnsupportedRegexError } from '@automodel/tokenizers';
export {
  AutoModelForQuestionAnswering,
  AutoModelForSequenceClassification,
  AutoModelForTokenClassification,
} from './auto-models.js';
export {
  CrossEncoder,
  type CrossEncoderActivation,
  type CrossEncoderOptions,
  type PredictOptions,
  type RankedDocument,
  type RankOptions,
  type SentencePair,
} from './cross-encoder.js';
export { ClassificationError, type ClassificationErrorCode } from './errors.js';
export type {
  QuestionAnsweringModel,
  QuestionAnsweringModelOutput,
  SequenceClassificationModel,
  SequenceClassifierOutput,
  TokenClassificationModel,
  TokenClassifierOutput,
} from './heads/outputs.js';
export { labelNames, type ClassifierConfig, type ProblemType } from './labels.js';
export {
  accuracy,
  classificationReport,
  type ClassificationReport,
  type LabelScores,
} from './metrics/classification-report.js';
export { ConfusionMatrix } from './metrics/confusion-matrix.js';
export { confusionMatricesSvg, type TitledMatrix } from './metrics/confusion-matrix-svg.js';
export * from './models/albert.js';
export * from './models/bart.js';
export * from './models/bert.js';
export * from './models/deberta-v2.js';
export * from './models/decoders.js';
export * from './models/distilbert.js';
export * from './models/electra.js';
export * from './models/modernbert.js';
export * from './models/mpnet.js';
export * from './models/roberta.js';
export * from './models/t5.js';
export type { AggregationStrategy, Entity, EntityGroup } from './pipelines/aggregate.js';
export {
  FeatureExtractionPipeline,
  type FeatureExtractionOptions,
  type FeaturePooling,
} from './pipelines/feature-extraction-pipeline.js';
export {
  QuestionAnsweringPipeline,
  type QuestionAndContext,
  type QuestionAnsweringOptions,
  type QuestionAnsweringResult,
  type QuestionAnsweringSingle,
} from './pipelines/question-answering-pipeline.js';
export {
  TextClassificationPipeline,
  type ClassificationFunction,
  type TextClassificationInput,
  type TextClassificationOptions,
  type TextClassificationOutput,
  type TextClassificationResult,
  type TextClassificationSingle,
  type TextPair,
} from './pipelines/text-classification-pipeline.js';
export {
  TokenClassificationPipeline,
  type TokenClassificationOptions,
  type TokenClassificationOutput,
  type TokenClassificationResult,
} from './pipelines/token-classification-pipeline.js';
export {
  ZeroShotClassificationPipeline,
  type ZeroShotClassificationOptions,
  type ZeroShotClassificationOutput,
  type ZeroShotClassificationResult,
} from './pipelines/zero-shot-classification-pipeline.js';
export {
  questionAnsweringModels,
  sequenceClassificationModels,
  tokenClassificationModels,
} from './registry.js';
