import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { counting, elementAt, indices, shapes } from '../test/tensors.js';
import {
  cat,
  full,
  full_like,
  InvalidArgumentError,
  layer_norm,
  matmul,
  mean,
  mean_pooling,
  ones,
  ones_like,
  permute,
  rand,
  randn,
  slice,
  stack,
  std_mean,
  Tensor,
  topk,
  zeros,
  zeros_like,
} from './index.js';

const float32 = (values: number[], dims?: number[]): Tensor<'float32'> => new Tensor('float32', values, dims);

describe('cat and stack', () => {
  test('cat joins along a dimension', () => {
    expect(cat([counting([2, 1]), counting([2, 2])], 1).tolist()).toEqual([
      [0, 0, 1],
      [1, 2, 3],
    ]);
    expect(cat([counting([1, 2]), counting([2, 2])]).dims).toEqual([3, 2]);
    expect(cat([counting([2, 0]), counting([2, 1])], -1).tolist()).toEqual([[0], [1]]);
  });

  test('slicing undoes cat', () => {
    const parts = shapes(3)
      .filter((dims) => dims.length > 0)
      .chain((dims) =>
        fc.record({
          dims: fc.constant(dims),
          axis: fc.nat({ max: dims.length - 1 }),
          sizes: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 }),
        }),
      );
    fc.assert(
      fc.property(parts, ({ dims, axis, sizes }) => {
        const tensors = sizes.map((size) => counting(dims.with(axis, size)));
        const joined = cat(tensors, axis);
        let begin = 0;
        for (const tensor of tensors) {
          const end = begin + tensor.dims[axis];
          const all = new Array<null>(axis).fill(null);
          expect(joined.slice(...all, [begin, end])).toEqual(tensor);
          begin = end;
        }
      }),
    );
  });

  test('stack makes a new dimension', () => {
    expect(stack([counting([2]), counting([2])]).tolist()).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(stack([counting([2]), counting([2])], -1).tolist()).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ['nothing', () => cat([]), 'at least one tensor'],
    [
      'other sizes',
      () => cat([counting([1, 2]), counting([1, 3])]),
      'int32[1,2] and int32[1,3] cannot be joined',
    ],
    ['another rank', () => cat([counting([2]), counting([2, 1])]), 'cannot be joined'],
    ['another type', () => cat<'int32' | 'float32'>([counting([1]), float32([1])]), 'cannot be joined'],
    ['no such dimension', () => cat([counting([2])], 1), 'there is no dimension 1'],
    ['shapes that differ', () => stack([counting([2]), counting([3])]), 'cannot be joined'],
  ])('refuse %s', (_, join, message) => {
    expect(join).toThrow(InvalidArgumentError);
    expect(join).toThrow(message);
  });
});

describe('tensors of one value', () => {
  test('full takes its type from the value', () => {
    expect(full([2], 0.5)).toEqual(float32([0.5, 0.5]));
    expect(full([1], 3n)).toEqual(new Tensor('int64', [3n]));
    expect(full([], true)).toEqual(new Tensor('bool', [1], []));
    expectTypeOf(full([1], 3n)).toEqualTypeOf<Tensor<'int64'>>();
    expect(full_like(counting([2, 1]), 7).tolist()).toEqual([[7], [7]]);
  });

  test('zeros and ones are float32, or of the type that is named', () => {
    expect(zeros([2])).toEqual(new Tensor('int32', [0, 0]));
    expect(ones([2])).toEqual(new Tensor('int32', [1, 1]));
    expect(ones([2], 'float32')).toEqual(float32([1, 1]));
    expect(ones([1], 'int64')).toEqual(new Tensor('int64', [1n]));
    expect(ones([1], 'bfloat16').item()).toBe(1);
    expect(zeros_like(counting([3]))).toEqual(new Tensor('int32', [0, 0, 0]));
    expect(ones_like(counting([1, 1]))).toEqual(new Tensor('int32', [1], [1, 1]));
  });

  test('refuse what is no shape or no type', () => {
    expect(() => ones([-1])).toThrow('[-1] is no shape');
    expect(() => zeros([1], 'float' as 'float32')).toThrow('no tensor type "float"');
    expect(() => full([1.5], 1)).toThrow('[1.5] is no shape');
  });
});

test('mean is Tensor.mean', () => {
  expect(mean(counting([2, 2]), 1)).toEqual(counting([2, 2]).mean(1));
});

describe('mean_pooling', () => {
  const hidden = float32([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);

  test('averages the tokens that the mask keeps; the others may hold anything', () => {
    const mask = new Tensor('int32', [1, 1, 1, 0], [2, 2]);
    const padded = float32([1, 2, 3, 4, 5, 6, NaN, Infinity], [2, 2, 2]);
    expect(mean_pooling(padded, mask)).toEqual(float32([2, 3, 5, 6], [2, 2]));
  });

  test('reads int64 masks and half precision; no token gives zeros', () => {
    const mask = new Tensor('int64', [1n, 1n, 0n, 0n], [2, 2]);
    expect(mean_pooling(hidden.to('float16'), mask)).toEqual(float32([2, 3, 0, 0], [2, 2]));
  });

  test('refuses a mask of another shape', () => {
    expect(() => mean_pooling(hidden, counting([2, 3]))).toThrow('not float32[2,2,2] and int32[2,3]');
    expect(() => mean_pooling(counting([2, 2]), counting([2, 2]))).toThrow(InvalidArgumentError);
  });
});

describe('layer_norm', () => {
  const input = float32([3, -4, 0, 1, 2, -2], [2, 3]);

  test('gives what torch.nn.functional.layer_norm gives', () => {
    const over = (values: readonly number[], expected: number[]): void => {
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 6);
      });
    };
    over(
      Array.from(layer_norm(input, [3]).data),
      [
        1.1624757051467896, -1.2787233591079712, 0.11624756455421448, 0.3922315537929535, 0.9805789589881897,
        -1.3728106021881104,
      ],
    );
    over(
      Array.from(layer_norm(input, [2, 3], { eps: 0.5 }).data),
      [
        1.2080810070037842, -1.6107746362686157, 0, 0.40269365906715393, 0.8053873181343079,
        -0.8053873181343079,
      ],
    );
  });

  test('refuses another shape and an option that it does not know', () => {
    expect(() => layer_norm(input, [2])).toThrow('the last dimensions of float32[2,3] are not [2]');
    expect(() => layer_norm(input, [1, 2, 3])).toThrow(InvalidArgumentError);
    expect(() => layer_norm(input, [3], { epsilon: 1 } as object)).toThrow(
      'does not know the option "epsilon"',
    );
  });
});

describe('matmul', () => {
  test('multiplies rows by columns, and broadcasts the other dimensions', () => {
    const shape = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(shape, shape, shape, shape, fc.boolean(), (batch, n, k, m, shared) => {
        const [a, b] = [counting([batch, n, k]), counting(shared ? [k, m] : [batch, k, m])];
        const product = matmul(a, b);
        expect(product.dims).toEqual([batch, n, m]);
        for (const [i, row, column] of indices(product.dims)) {
          const terms = Array.from({ length: k }, (_, j) => {
            const right = elementAt(b, shared ? [j, column] : [i, j, column]) as number;
            return (elementAt(a, [i, row, j]) as number) * right;
          });
          expect(elementAt(product, [i, row, column])).toBe(terms.reduce((x, y) => x + y));
        }
      }),
    );
  });

  test('refuses what has no product', () => {
    expect(() => matmul(counting([2, 3]), counting([2, 3]))).toThrow(
      'int32[2,3] and int32[2,3] have no matrix product',
    );
    expect(() => matmul(counting([3]), counting([3, 1]))).toThrow(InvalidArgumentError);
    expect(() => matmul(counting([2, 1, 1]), counting([3, 1, 1]))).toThrow(InvalidArgumentError);
  });
});

describe('topk', () => {
  test('gives the largest elements of each row and where they are', () => {
    const [values, at] = topk(float32([1, 3, 2, 9, 7, 8], [2, 3]), 2);
    expect(values.tolist()).toEqual([
      [3, 2],
      [9, 8],
    ]);
    expect(at.tolist()).toEqual([
      [1, 2],
      [0, 2],
    ]);
  });

  test('gives all without k, or if k is more than there are; NaN comes last', () => {
    const tensor = float32([NaN, 1, 2]);
    expect(topk(tensor)[1].tolist()).toEqual([2, 1, 0]);
    expect(topk(tensor, 5)[0].tolist()).toEqual([2, 1, NaN]);
  });

  test('keeps the element type', () => {
    expect(topk(new Tensor('int64', [1n, 5n]), 1)[0]).toEqual(new Tensor('int64', [5n]));
    expect(topk(new Tensor('float16', [1, 5]), 1)[0].item()).toBe(5);
  });

  test.each([-1, 0.5, NaN])('refuses k = %d', (k) => {
    expect(() => topk(float32([1, 2]), k)).toThrow(InvalidArgumentError);
  });
});

describe('rand and randn', () => {
  test('have the moments of their distributions', () => {
    for (const [draw, mean, deviation] of [
      [rand, 0.5, Math.sqrt(1 / 12)],
      [randn, 0, 1],
    ] as const) {
      const [spread, average] = std_mean(draw([100, 100]));
      expect(average.item()).toBeCloseTo(mean, 1);
      expect(spread.item()).toBeCloseTo(deviation, 1);
    }
    expect(Math.max(...rand([1000]).data)).toBeLessThan(1);
  });
});

describe('slice', () => {
  test('cuts dimensions, from the end too', () => {
    expect(slice(counting([3, 4]), [1, -2], [99, 4], [0, 1]).tolist()).toEqual([
      [6, 7],
      [10, 11],
    ]);
    expect(() => slice(counting([3]), [0], [1, 2], [0])).toThrow('as many starts and ends as axes');
  });
});

describe('std_mean', () => {
  test('divides by one element less, or as many as asked for', () => {
    const tensor = float32([1, 3, 2, 6], [2, 2]);
    const [spread, average] = std_mean(tensor, 1);
    expect(average.tolist()).toEqual([2, 4]);
    expect(spread.tolist()).toEqual([Math.fround(Math.SQRT2), Math.fround(2 * Math.SQRT2)]);
    expect(std_mean(tensor, 1, 0, true)[0].tolist()).toEqual([[1], [2]]);
    expect(std_mean(tensor)[1].item()).toBe(3);
  });
});

test('permute is the method', () => {
  expect(permute(counting([2, 3]), [1, 0]).tolist()).toEqual(counting([2, 3]).permute(1, 0).tolist());
});
