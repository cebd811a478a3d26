import type { Tensor } from '@automodel/core';
import type { EncoderCallInputs, ModelCallOptions, PreTrainedModel } from '@automodel/modeling';
import type { ClassifierConfig } from '../labels.js';

interface OutputWithHiddenStates {
  /** On request: the embeddings and the output of every layer, each `[batch, sequence, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
}

/** What a model for the classification of sequences computes. */
export interface SequenceClassifierOutput extends OutputWithHiddenStates {
  /** A score of each label for each text, `[batch, labels]`; for a regression the values themselves. */
  readonly logits: Tensor<'float32'>;
}

/** What a model for the classification of tokens computes. */
export interface TokenClassifierOutput extends OutputWithHiddenStates {
  /** A score of each label for each token, `[batch, sequence, labels]`. */
  readonly logits: Tensor<'float32'>;
}

/** What a model for question answering computes. */
export interface QuestionAnsweringModelOutput extends OutputWithHiddenStates {
  /** How well an answer begins at each token, `[batch, sequence]`. */
  readonly start_logits: Tensor<'float32'>;
  /** How well an answer ends with each token, `[batch, sequence]`. */
  readonly end_logits: Tensor<'float32'>;
}

interface Classifier<Output> extends PreTrainedModel<ClassifierConfig> {
  (inputs: EncoderCallInputs, options?: ModelCallOptions): Promise<Output>;
  /** Longest sequence that the network reads, or undefined if its positions have no end. */
  readonly maxLength: number | undefined;
}

/** A network that gives each text a score for every label, of whatever architecture. */
export type SequenceClassificationModel = Classifier<SequenceClassifierOutput>;
/** A network that gives each token a score for every label, of whatever architecture. */
export type TokenClassificationModel = Classifier<TokenClassifierOutput>;
/** A network that says where in a text the answer to a question may be, of whatever architecture. */
export type QuestionAnsweringModel = Classifier<QuestionAnsweringModelOutput>;
