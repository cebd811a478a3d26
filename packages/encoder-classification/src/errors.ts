import { AutomodelError } from '@automodel/core';

/** A model that cannot do what is asked of it. */
export class ClassificationError extends AutomodelError {
  declare readonly code: ClassificationErrorCode;
}

export type ClassificationErrorCode =
  'entailment-label-missing' | 'sequence-end-missing' | 'single-label-missing';
