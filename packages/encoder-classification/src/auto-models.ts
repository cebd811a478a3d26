import { loadModel, type LoadOptions } from '@automodel/modeling';
import type {
  QuestionAnsweringModel,
  SequenceClassificationModel,
  TokenClassificationModel,
} from './heads/outputs.js';
import {
  questionAnsweringModels,
  sequenceClassificationModels,
  tokenClassificationModels,
} from './registry.js';

/** Loads a model that gives each text a score for every label, of any supported architecture. */
export class AutoModelForSequenceClassification {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<SequenceClassificationModel> {
    return loadModel(sequenceClassificationModels, model, options, 'AutoModelForSequenceClassification');
  }
}

/** Loads a model that gives each token a score for every label, of any supported architecture. */
export class AutoModelForTokenClassification {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<TokenClassificationModel> {
    return loadModel(tokenClassificationModels, model, options, 'AutoModelForTokenClassification');
  }
}

/** Loads a model that says where in a text the answer to a question may be, of any supported architecture. */
export class AutoModelForQuestionAnswering {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<QuestionAnsweringModel> {
    return loadModel(questionAnsweringModels, model, options, 'AutoModelForQuestionAnswering');
  }
}
