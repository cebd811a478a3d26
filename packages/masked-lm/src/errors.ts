import { AutomodelError } from '@automodel/core';

/** A text or option that the fill-mask pipeline cannot use. */
export class FillMaskError extends AutomodelError {
  declare readonly code: FillMaskErrorCode;
}

export type FillMaskErrorCode =
  'mask-token-missing' | 'mask-token-undefined' | 'targets-invalid' | 'probe-invalid';
