import { AutomodelError, Tensor } from '@automodel/core';

/** What a model is called with does not fit it. */
export class ModelInputError extends AutomodelError {
  constructor(message: string) {
    super('model-input-invalid', message);
  }
}

/** Token ids and masks as a tokenizer gives them; all `[batch, sequence]`, int32 or int64. */
export interface EncoderCallInputs {
  readonly input_ids: Tensor;
  /** 1 where a token is, 0 where padding is; all ones if left out. */
  readonly attention_mask?: Tensor;
  /** The segment of each token; all zeros if left out. */
  readonly token_type_ids?: Tensor;
}

/** What an encoder can read. */
export interface EncoderLimits {
  /** Number of token ids. */
  readonly vocabulary: number;
  /** Number of segments; 0 if the network has none. */
  readonly segments: number;
  /** Longest sequence, special tokens included. */
  readonly maxLength?: number;
}

/**
 * Checks a call's inputs and completes them.
 *
 * @returns int32 tensors `[batch, sequence]` by the names of the graph's inputs
 * @throws ModelInputError for shapes, ids or lengths that the network cannot read
 */
export function encoderFeeds(
  inputs: EncoderCallInputs,
  limits: EncoderLimits,
): Record<string, Tensor<'int32'>> {
  refuseUnknownInputs(inputs, ['input_ids', 'attention_mask', 'token_type_ids']);
  const ids = int32Input('input_ids', inputs.input_ids);
  if (ids.dims.length !== 2 || ids.size === 0) {
    throw new ModelInputError(
      `input_ids must be [batch, sequence] and not empty; they are ${ids.describe()}`,
    );
  }
  const [, length] = ids.dims;
  const { maxLength, vocabulary, segments } = limits;
  if (maxLength !== undefined && length > maxLength) {
    throw new ModelInputError(
      `the input is ${length} tokens long, the model reads at most ${maxLength}; shorten the text, or truncate it ` +
        `with { truncation: true, max_length: ${maxLength} } as options of the tokenizer (tokenizer_kwargs of a pipeline)`,
    );
  }
  checkRange('input_ids', ids, vocabulary);
  const feeds: Record<string, Tensor<'int32'>> = {
    input_ids: ids,
    attention_mask: sameShape('attention_mask', inputs.attention_mask, ids, 1),
  };
  const types = sameShape('token_type_ids', inputs.token_type_ids, ids, 0);
  checkRange('token_type_ids', types, Math.max(segments, 1));
  if (segments > 0) feeds['token_type_ids'] = types;
  return feeds;
}

/** Refuses what is no object of inputs, and inputs that a model does not have. */
export function refuseUnknownInputs(inputs: object, known: readonly string[]): void {
  if (typeof (inputs as unknown) !== 'object' || (inputs as object | null) === null) {
    throw new ModelInputError(
      'a model is called with what tokenizer(text) gives: { input_ids, attention_mask, ... }',
    );
  }
  const unknown = Object.keys(inputs).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ModelInputError(`the model has no input "${unknown}"; its inputs are ${known.join(', ')}`);
}

/**
 * An input as int32.
 *
 * @param ids the tensor whose shape it must have
 */
export function int32Input(name: string, tensor: Tensor, ids?: Tensor): Tensor<'int32'> {
  if (!(tensor instanceof Tensor)) {
    throw new ModelInputError(`${name} must be a Tensor, as tokenizer(text) gives it`);
  }
  if (!['int32', 'int64', 'bool'].includes(tensor.type)) {
    throw new ModelInputError(`${name} must be int32 or int64; it is ${tensor.describe()}`);
  }
  if (ids && String(tensor.dims) !== String(ids.dims)) {
    throw new ModelInputError(
      `${name} is ${tensor.describe()}, input_ids are ${ids.describe()}; the shapes must agree`,
    );
  }
  return tensor.to('int32');
}

function sameShape(name: string, tensor: Tensor | undefined, ids: Tensor, filler: number): Tensor<'int32'> {
  if (tensor) return int32Input(name, tensor, ids);
  return new Tensor('int32', new Int32Array(ids.size).fill(filler), ids.dims);
}

/** Refuses ids that are not below `end`, at all places or at some. */
export function checkTokenIds(ids: Tensor<'int32'>, end: number, places?: readonly number[]): void {
  checkRange('input_ids', places ? { data: Int32Array.from(places, (place) => ids.data[place]) } : ids, end);
}

function checkRange(name: string, { data }: { data: Int32Array }, end: number): void {
  const wrong = data.findIndex((id) => id < 0 || id >= end);
  if (wrong >= 0) {
    throw new ModelInputError(
      `${name} holds ${data[wrong]}, this model takes 0 to ${end - 1}; does the tokenizer belong to the model?`,
    );
  }
}
