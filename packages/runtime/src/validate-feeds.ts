import type { DataType } from '@automodel/core';
import { InvalidFeedError } from './errors.js';
import type { TensorInfo } from './session.js';

interface TypeAndShape {
  readonly type: DataType;
  readonly dims: readonly number[];
}

/**
 * Checks that there is a tensor for every input and no other, that types and shapes fit, and that dimensions of one
 * name have one size. ONNX Runtime would say it too, but later, in its own words, and not of names that disagree.
 *
 * @throws InvalidFeedError
 */
export function validateFeeds(
  inputs: readonly TensorInfo[],
  feeds: Readonly<Record<string, TypeAndShape>>,
): void {
  const sizes = new Map<string, { size: number; input: string }>();
  for (const input of inputs) {
    if (!Object.hasOwn(feeds, input.name)) {
      throw new InvalidFeedError(
        'missing-input',
        input.name,
        `the input "${input.name}" (${describe(input)}) is missing`,
      );
    }
    validateTensor('input', input, feeds[input.name]);
    input.shape.forEach((dim, axis) => {
      if (typeof dim === 'number' || dim === '?') return;
      const size = feeds[input.name].dims[axis];
      const first = sizes.get(dim);
      if (!first) {
        sizes.set(dim, { size, input: input.name });
      } else if (first.size !== size) {
        throw new InvalidFeedError(
          'wrong-tensor-shape',
          input.name,
          `"${dim}" is ${first.size} in the input "${first.input}" but ${size} in "${input.name}" (dimension ${axis})`,
        );
      }
    });
  }
  const given = Object.keys(feeds);
  if (given.length === inputs.length) return;
  const unexpected = given.find((name) => !inputs.some((input) => input.name === name));
  if (unexpected !== undefined) {
    const known = inputs.map((input) => `"${input.name}"`).join(', ');
    throw new InvalidFeedError(
      'unexpected-input',
      unexpected,
      `the model has no input "${unexpected}"; it takes ${known}`,
    );
  }
}

/** Checks the type and shape of one tensor; dimensions without a fixed size fit any. */
export function validateTensor(kind: 'input' | 'output', info: TensorInfo, tensor: TypeAndShape): void {
  const wrong = (code: 'wrong-tensor-type' | 'wrong-tensor-shape'): InvalidFeedError =>
    new InvalidFeedError(
      code,
      info.name,
      `the ${kind} "${info.name}" is ${describe(info)}, but ${tensor.type}[${tensor.dims.join(',')}] was given`,
    );
  if (tensor.type !== info.type) throw wrong('wrong-tensor-type');
  const fits = (dim: number | string, axis: number): boolean =>
    typeof dim === 'string' || dim === tensor.dims[axis];
  if (tensor.dims.length !== info.shape.length || !info.shape.every(fits)) throw wrong('wrong-tensor-shape');
}

/** @throws InvalidFeedError if the model has no output of that name */
export function outputNamed(outputs: readonly TensorInfo[], name: string): TensorInfo {
  const found = outputs.find((output) => output.name === name);
  if (found) return found;
  const known = outputs.map((output) => `"${output.name}"`).join(', ');
  throw new InvalidFeedError('unknown-output', name, `the model has no output "${name}"; it gives ${known}`);
}

function describe(info: TensorInfo): string {
  return `${info.type}[${info.shape.join(',')}]`;
}
