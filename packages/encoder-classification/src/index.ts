/**
 * Classification of texts and tokens, and answers to questions, by encoders.
 *
 * @packageDocumentation
 */
export {
  AutoModelForQuestionAnswering,
  AutoModelForSequenceClassification,
  AutoModelForTokenClassification,
} from './auto-models.js';
