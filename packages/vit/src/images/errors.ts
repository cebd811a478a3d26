import { AutomodelError } from '@automodel/core';

/** A picture that cannot be read or used. */
export class ImageError extends AutomodelError {
  declare readonly code: ImageErrorCode;
}

export type ImageErrorCode =
  /** No file, or a URL that gives nothing. */
  | 'image-not-found'
  /** What is given is of no kind that holds a picture. */
  | 'image-source-invalid'
  /** A format that is not read, or no picture at all. */
  | 'image-format-unsupported'
  /** Damaged, or cut off. */
  | 'image-corrupt'
  /** More bytes or pixels than allowed. */
  | 'image-too-large'
  /** Sizes, channels or regions that no picture can have. */
  | 'image-size-invalid'
  /** No folder or format to write it in. */
  | 'image-not-written'
  /** The decoder is not installed for this platform. */
  | 'image-decoder-missing';
