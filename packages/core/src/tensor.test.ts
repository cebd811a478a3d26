import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { counting, elementAt, indices, shapes } from '../test/tensors.js';
import { InvalidArgumentError, Tensor, typedArrays, type DataType } from './index.js';

const float32 = (values: number[], dims?: number[]): Tensor<'float32'> => new Tensor('float32', values, dims);
const int32 = (values: number[], dims?: number[]): Tensor<'int32'> => new Tensor('int32', values, dims);

/** Arrays of small whole numbers, which every element type holds exactly. */
const digits = fc.array(fc.nat({ max: 9 }), { minLength: 1 });

describe('to', () => {
  const types = fc.constantFrom(
    ...(Object.keys(typedArrays) as DataType[]).filter((type) => type !== 'bool'),
  );

  test('keeps small whole numbers in every type', () => {
    fc.assert(
      fc.property(digits, types, types, (values, from, to) => {
        const there = new Tensor(from, values).to(to);
        expect(there.type).toBe(to);
        expect([...there].map(Number)).toEqual(values);
      }),
    );
  });

  test('cuts off fractions, and makes NaN and infinities 0', () => {
    const tensor = float32([1.9, -1.9, NaN, Infinity]);
    expect([...tensor.to('int32')]).toEqual([1, -1, 0, 0]);
    expect([...tensor.to('int64')]).toEqual([1n, -1n, 0n, 0n]);
    expect([...tensor.to('bool')]).toEqual([1, 1, 1, 1]);
  });

  test('keeps 64-bit integers exactly', () => {
    expect(new Tensor('int64', [2n ** 62n + 1n]).to('uint64').item()).toBe(2n ** 62n + 1n);
  });

  test('gives the tensor itself if it has the type, and refuses a type that is none', () => {
    const tensor = int32([1]);
    expect(tensor.to('int32')).toBe(tensor);
    expect(() => tensor.to('int' as 'int32')).toThrow('there is no tensor type "int"');
  });
});

describe('clone', () => {
  test('shares nothing', () => {
    const tensor = counting([2]);
    const copy = tensor.clone();
    copy.data[0] = 9;
    expect(tensor.data[0]).toBe(0);
  });

  test('a tensor is still there after dispose()', () => {
    const tensor = counting([2]);
    tensor.dispose();
    expect(tensor.tolist()).toEqual([0, 1]);
  });
});

describe('arithmetic', () => {
  test('works on every element, with a number on the right', () => {
    const tensor = float32([1, -2, 2.5], [3]);
    expect(tensor.add(1).tolist()).toEqual([2, -1, 3.5]);
    expect(tensor.sub(1).tolist()).toEqual([0, -3, 1.5]);
    expect(tensor.mul(2).tolist()).toEqual([2, -4, 5]);
    expect(tensor.div(2).tolist()).toEqual([0.5, -1, 1.25]);
    expect(tensor.neg().tolist()).toEqual([-1, 2, -2.5]);
    expect(tensor.round().tolist()).toEqual([1, -2, 3]);
    expect(tensor.clamp(-1, 2).tolist()).toEqual([1, -1, 2]);
    expect(tensor.gt(1).tolist()).toEqual([0, 0, 1]);
    expect(tensor.lt(1).tolist()).toEqual([0, 1, 0]);
    expect(tensor.map((value, i) => value * i).tolist()).toEqual([0, -2, 5]);
    expect(
      float32([0, Math.log(3)])
        .sigmoid()
        .tolist(),
    ).toEqual([0.5, 0.75]);
  });

  test('leaves its operands as they are', () => {
    const tensor = float32([1, 2]);
    tensor.add(1);
    expect(tensor.tolist()).toEqual([1, 2]);
  });

  test('with a tensor, broadcasts shapes by NumPy’s rule', () => {
    const broadcastable = shapes(3, 1).chain((dims) =>
      fc.tuple(
        fc.constant(dims),
        fc.tuple(...dims.map((dim) => fc.constantFrom(1, dim))),
        fc.tuple(...dims.map((dim) => fc.constantFrom(1, dim))),
        fc.nat({ max: 3 }),
      ),
    );
    fc.assert(
      fc.property(broadcastable, ([dims, left, right, dropped]) => {
        const [a, b] = [counting(left), counting(right.slice(Math.min(dropped, right.length)))];
        const difference = a.sub(b);
        const here = (tensor: Tensor, index: number[]): number => {
          const own = index.slice(index.length - tensor.dims.length);
          return elementAt(
            tensor,
            own.map((i, axis) => (tensor.dims[axis] === 1 ? 0 : i)),
          ) as number;
        };
        for (const index of indices(difference.dims)) {
          expect(elementAt(difference, index)).toBe(here(a, index) - here(b, index));
        }
        expect(difference.dims.length).toBe(dims.length);
      }),
    );
  });

  test('refuses shapes that do not broadcast, and other types', () => {
    expect(() => int32([1, 2]).add(int32([1, 2, 3]))).toThrow(
      'int32[2]: int32[3] differs in type, or its shape',
    );
    expect(() => int32([1]).mul(float32([1]) as never)).toThrow(InvalidArgumentError);
  });

  test('keeps the element type, but quotients of integers are float32', () => {
    expect(int32([7]).mul(2).type).toBe('int32');
    expect(new Tensor('int64', [7n]).add(1n).item()).toBe(8n);
    expect(int32([7]).div(2)).toEqual(float32([3.5]));
    expect(new Tensor('float64', [7]).div(2).type).toBe('float64');
    expect(new Tensor('float16', [7]).div(2).item()).toBe(3.5);
    expectTypeOf(int32([7]).div(2)).toEqualTypeOf<Tensor<'float32'>>();
  });
});

describe('reductions', () => {
  const tensor = float32([1, 5, 3, 4, 2, 6], [2, 3]);

  test('run over everything, or over one dimension, which goes or stays', () => {
    expect(tensor.sum()).toEqual(float32([21], []));
    expect(tensor.sum(null, true).dims).toEqual([1, 1]);
    expect(tensor.sum(0).tolist()).toEqual([5, 7, 9]);
    expect(tensor.sum(-1, true).tolist()).toEqual([[9], [12]]);
    expect(tensor.mean(1).tolist()).toEqual([3, 4]);
    expect(tensor.min(0).tolist()).toEqual([1, 2, 3]);
    expect(tensor.max(1).tolist()).toEqual([5, 6]);
    expect(tensor.argmax(1).tolist()).toEqual([1, 2]);
    expect(tensor.argmin(0).tolist()).toEqual([0, 1, 0]);
    expect(tensor.argmax().item()).toBe(5);
  });

  test('sum over one dimension adds the elements whose other indices agree', () => {
    const shapeAndAxis = shapes(4, 1)
      .filter((dims) => dims.length > 0)
      .chain((dims) => fc.tuple(fc.constant(dims), fc.nat({ max: dims.length - 1 })));
    fc.assert(
      fc.property(shapeAndAxis, ([dims, axis]) => {
        const counted = counting(dims);
        const summed = counted.sum(axis);
        for (const index of indices(summed.dims)) {
          const lane = Array.from({ length: dims[axis] }, (_, i) =>
            elementAt(counted, index.toSpliced(axis, 0, i)),
          ) as number[];
          expect(elementAt(summed, index)).toBe(lane.reduce((a, b) => a + b));
        }
      }),
    );
  });

  test('sums of small integers and masks do not overflow; means of integers are fractions', () => {
    expect(new Tensor('uint8', [200, 200]).sum()).toEqual(int32([400], []));
    expect(new Tensor('bool', [true, true]).sum().item()).toBe(2);
    expect(new Tensor('int64', [2n, 3n]).sum().item()).toBe(5n);
    expect(int32([1, 2]).mean().item()).toBe(1.5);
    expectTypeOf(new Tensor('bool', [true]).sum()).toEqualTypeOf<Tensor<'int32'>>();
  });

  test('NaN never wins over a number', () => {
    const withNaN = float32([NaN, 2, NaN, 3]);
    expect([withNaN.max().item(), withNaN.argmax().item()]).toEqual([3, 3]);
    expect([withNaN.min().item(), withNaN.argmin().item()]).toEqual([2, 1]);
  });

  test('refuse a dimension that is not there, and the largest of nothing', () => {
    expect(() => tensor.sum(2)).toThrow('a tensor of shape [2,3]: there is no dimension 2');
    expect(() => counting([0]).max()).toThrow('no values');
  });
});

describe('norm and normalize', () => {
  // Values of PyTorch: torch.norm and torch.nn.functional.normalize.
  const tensor = float32([3, -4, 0, 1, 2, -2], [2, 3]);
  const close = (actual: Tensor, expected: number[]): void => {
    expect(actual.size).toBe(expected.length);
    expected.forEach((value, i) => {
      expect(actual.flatten()[i].item()).toBeCloseTo(value, 6);
    });
  };

  test('norm is the length of the vectors along a dimension', () => {
    close(tensor.norm(), [5.830951690673828]);
    close(tensor.norm(1, 1), [7, 5]);
    close(tensor.norm(3, 0), [3.0365891456604004, 4.160167694091797, 2.0]);
    close(tensor.norm(Infinity, 1, true), [4, 2]);
  });

  test('normalize scales them to length 1', () => {
    close(tensor.normalize(), [0.6000000238418579, -0.800000011920929, 0, 1 / 3, 2 / 3, -2 / 3]);
    close(tensor.normalize(1, 0), [0.75, -2 / 3, 0, 0.25, 1 / 3, -1]);
  });

  test('leaves zeros zeros, in half precision too', () => {
    expect(float32([0, 0], [1, 2]).normalize().tolist()).toEqual([[0, 0]]);
    expect(new Tensor('float16', [0, 0], [1, 2]).normalize().tolist()).toEqual([[0, 0]]);
  });

  test('refuses a dimension that is not there', () => {
    expect(() => float32([1, 2]).normalize()).toThrow('there is no dimension 1');
  });
});

describe('methods with an underscore', () => {
  test('change the tensor and return it', () => {
    const tensor = float32([1, 2, 3, 4], [2, 2]);
    expect(
      tensor
        .add_(1)
        .mul_(2)
        .sub_(float32([4, 6]))
        .div_(2),
    ).toBe(tensor);
    expect(tensor.tolist()).toEqual([
      [0, 0],
      [2, 2],
    ]);
    expect(
      tensor
        .map_((value) => value - 1)
        .neg_()
        .clamp_(-0.5, 0.5)
        .round_()
        .tolist(),
    ).toEqual([
      [1, 1],
      [-0, -0],
    ]);
    expect(float32([0]).sigmoid_().item()).toBe(0.5);
    expect(float32([3, 4]).normalize_(2, 0).data[1]).toBeCloseTo(0.8);
  });

  test('refuse results that are of another type or shape', () => {
    expect(() => int32([1]).div_(2)).toThrow('not written in place');
    expect(() => float32([1]).add_(float32([1, 2]))).toThrow('not written in place');
  });
});

describe('remainder', () => {
  test("has the divisor's sign", () => {
    expect(float32([5, -5, 5.5]).remainder(3).tolist()).toEqual([2, 1, 2.5]);
    expect(int32([7, -7]).remainder_(-3).tolist()).toEqual([-2, -1]);
  });
});

describe('repeat and tile', () => {
  test('put copies behind one another', () => {
    expect(int32([1, 2]).repeat(2).tolist()).toEqual([1, 2, 1, 2]);
    expect(counting([1, 2]).repeat(2, 1, 2).dims).toEqual([2, 1, 4]);
    expect(counting([2, 2]).tile(2).tolist()).toEqual([
      [0, 1, 0, 1],
      [2, 3, 2, 3],
    ]);
    expect(() => counting([2, 2]).repeat(2)).toThrow('a count for each dimension');
  });
});
