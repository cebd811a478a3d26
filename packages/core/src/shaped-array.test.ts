import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { counting, elementAt, indices, shapes } from '../test/tensors.js';
import { InvalidArgumentError, Tensor } from './index.js';

describe('a tensor', () => {
  test('is an element type, a shape and the elements in row-major order', () => {
    const tensor = new Tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3]);
    expect(tensor.type).toBe('float32');
    expect(tensor.dims).toEqual([2, 3]);
    expect(tensor.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(tensor.size).toBe(6);
    expect(tensor.stride()).toEqual([3, 1]);
    expect(tensor.tolist()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(tensor.describe()).toBe('float32[2,3]');
  });

  test('keeps a typed array, and converts a JavaScript array', () => {
    const data = Float32Array.of(1, 2);
    expect(new Tensor('float32', data, [2]).data).toBe(data);
    expect(new Tensor('int64', [1, 2n ** 60n + 1n, true]).data).toEqual(
      BigInt64Array.of(1n, 2n ** 60n + 1n, 1n),
    );
    expect(new Tensor('bool', [true, false, 7]).data).toEqual(Uint8Array.of(1, 0, 1));
    expect(new Tensor('float16', [1.5]).data).toEqual(Uint16Array.of(0x3e00));
  });

  test('has one dimension if none are given', () => {
    expect(new Tensor('int32', [1, 2, 3]).dims).toEqual([3]);
  });

  test('shows half precision as numbers', () => {
    const half = new Tensor('bfloat16', [0.5, -2], [2, 1]);
    expect(half.tolist()).toEqual([[0.5], [-2]]);
    expect([...half.flatten()]).toEqual([0.5, -2]);
    expect(half.at(1).item()).toBe(-2);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['too few elements', () => new Tensor('int32', [1], [2]), /shape \[2\] has 2 elements, but 1 were given/],
    ['a negative size', () => new Tensor('int32', [], [-1, 0]), /\[-1,0\] is no shape/],
    ['half a size', () => new Tensor('int32', [1], [0.5, 2]), /\[0.5,2\] is no shape/],
    [
      'an unknown type',
      () => new Tensor('int4' as 'int8', [1]),
      /no tensor type "int4"; the types are float32,/,
    ],
    ['a name of Object', () => new Tensor('constructor' as 'int8', [1]), /no tensor type "constructor"/],
    [
      'another typed array',
      () => new Tensor('float32', Int32Array.of(1) as never, [1]),
      /float32 tensor holds its elements in a Float32Array, not in a Int32Array/,
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(InvalidArgumentError);
    expect(make).toThrow(message);
  });

  test('knows the types of its elements', () => {
    expectTypeOf(new Tensor('int64', [1n]).item()).toEqualTypeOf<bigint>();
    expectTypeOf(new Tensor('float32', [1]).data).toEqualTypeOf<Float32Array>();
  });
});

describe('rows', () => {
  const tensor = counting([2, 3]);

  test('are reached by index, from the end too, and share the data', () => {
    expect(tensor.at(1).tolist()).toEqual([3, 4, 5]);
    expect(tensor[1].tolist()).toEqual([3, 4, 5]);
    expect(tensor[-1][0].item()).toBe(3);
    expect(tensor[0].data.buffer).toBe(tensor.data.buffer);
  });

  test('come one after another; of one dimension come the elements', () => {
    expect([...tensor].map((row) => (row as Tensor).tolist())).toEqual(tensor.tolist());
    expect([...tensor[1]]).toEqual([3, 4, 5]);
  });

  test('are read only, and nothing else of an object changes', () => {
    expect(() => Object.assign(tensor, { 0: 1 })).toThrow('write into its data');
    expect(String(tensor)).toBe('[object Object]');
    expect('then' in tensor).toBe(false);
    expect(Object.keys(tensor)).toEqual(['type', 'dims', 'data']);
    expect(Object.assign(counting([1]), { note: 'kept' })).toHaveProperty('note', 'kept');
  });

  test.each([2, -3, 0.5, NaN])('refuse the index %d', (index) => {
    expect(() => tensor.at(index)).toThrow(`int32[2,3]: there is no row ${index}`);
  });

  test('of a scalar there are none', () => {
    expect(() => counting([]).at(0)).toThrow('a scalar has no rows');
    expect([...counting([])]).toEqual([]);
  });
});

describe('item', () => {
  test('is the only element, whatever the shape', () => {
    expect(new Tensor('float32', [2.5], [1, 1]).item()).toBe(2.5);
    expect(new Tensor('int64', [2n], []).item()).toBe(2n);
  });

  test('refuses several', () => {
    expect(() => counting([2]).item()).toThrow('int32[2]: item() needs one element');
  });
});

describe('tolist', () => {
  test('nests one level a dimension', () => {
    expect(counting([]).tolist()).toBe(0);
    expect(counting([2, 0]).tolist()).toEqual([[], []]);
    expect(counting([1, 2, 2]).tolist()).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
    ]);
  });
});

describe('view', () => {
  test('keeps the elements and shares them', () => {
    const tensor = counting([2, 6]);
    expect(tensor.view(3, 4).data).toBe(tensor.data);
    expect(tensor.view(3, -1).dims).toEqual([3, 4]);
    expect(tensor.reshape(-1).dims).toEqual([12]);
  });

  test.each([
    ['two open dimensions', [-1, -1]],
    ['one that does not divide', [5, -1]],
    ['another size', [3, 3]],
    ['a division by nothing', [0, -1]],
  ])('refuses %s', (_, dims) => {
    expect(() => counting([2, 6]).view(...dims)).toThrow(`the same elements do not fill [${dims}]`);
  });
});

describe('flatten, squeeze and unsqueeze', () => {
  test('flatten joins neighbouring dimensions', () => {
    const tensor = counting([2, 3, 4]);
    expect(tensor.flatten().dims).toEqual([24]);
    expect(tensor.flatten(1).dims).toEqual([2, 12]);
    expect(tensor.flatten(0, -2).dims).toEqual([6, 4]);
    expect(counting([]).flatten().dims).toEqual([1]);
    expect(() => tensor.flatten(2, 1)).toThrow('dimension 2 comes after dimension 1');
  });

  test('squeeze drops dimensions of size 1', () => {
    const tensor = counting([1, 3, 1]);
    expect(tensor.squeeze().dims).toEqual([3]);
    expect(tensor.squeeze(-1).dims).toEqual([1, 3]);
    expect(tensor.squeeze(1).dims).toEqual([1, 3, 1]);
    expect(tensor.squeeze([0, 2]).dims).toEqual([3]);
    expect(() => tensor.squeeze(3)).toThrow('there is no dimension 3');
  });

  test('unsqueeze puts one in', () => {
    expect(counting([2, 3]).unsqueeze(0).dims).toEqual([1, 2, 3]);
    expect(counting([2, 3]).unsqueeze(-1).dims).toEqual([2, 3, 1]);
    expect(() => counting([2, 3]).unsqueeze(3)).toThrow('there is no dimension 3');
  });

  test('undo one another', () => {
    fc.assert(
      fc.property(shapes(), fc.nat({ max: 4 }), (dims, at) => {
        const dim = at % (dims.length + 1);
        expect(counting(dims).unsqueeze(dim).squeeze(dim).dims).toEqual(dims);
      }),
    );
  });
});

describe('permute and transpose', () => {
  test('an element moves with its index', () => {
    const ordered = shapes().chain((dims) =>
      fc.tuple(fc.constant(dims), fc.shuffledSubarray([...dims.keys()], { minLength: dims.length })),
    );
    fc.assert(
      fc.property(ordered, ([dims, order]) => {
        const tensor = counting(dims);
        const permuted = tensor.permute(...order);
        expect(permuted.dims).toEqual(order.map((dim) => dims[dim]));
        for (const index of indices(dims)) {
          expect(
            elementAt(
              permuted,
              order.map((dim) => index[dim]),
            ),
          ).toBe(elementAt(tensor, index));
        }
      }),
    );
  });

  test('transpose swaps two dimensions, or takes an order', () => {
    const tensor = counting([2, 3, 4]);
    expect(tensor.transpose(0, 1)).toEqual(tensor.permute(1, 0, 2));
    expect(tensor.transpose(-1, -2)).toEqual(tensor.permute(0, 2, 1));
    expect(tensor.transpose(2, 0, 1)).toEqual(tensor.permute(2, 0, 1));
  });

  test.each([[[0]], [[0, 0]], [[0, 1, 2]], [[0, 2]]])('permute refuses %j for two dimensions', (order) => {
    expect(() => counting([2, 3]).permute(...order)).toThrow(InvalidArgumentError);
  });
});

describe('slice', () => {
  test('takes all, one, or a range of each dimension', () => {
    const tensor = counting([4, 7]);
    expect(tensor.slice([1, -1], [1, -1]).tolist()).toEqual([
      [8, 9, 10, 11, 12],
      [15, 16, 17, 18, 19],
    ]);
    expect(tensor.slice(null, 0).tolist()).toEqual([0, 7, 14, 21]);
    expect(tensor.slice(-1, [5, null]).tolist()).toEqual([26, 27]);
    expect(tensor.slice(0).dims).toEqual([7]);
  });

  test('ranges are those of Array.prototype.slice', () => {
    const bound = fc.integer({ min: -6, max: 6 });
    fc.assert(
      fc.property(
        fc.nat({ max: 4 }),
        fc.nat({ max: 4 }),
        bound,
        bound,
        bound,
        bound,
        (rows, columns, a, b, c, d) => {
          const nested = counting([rows, columns]).tolist() as number[][];
          const expected = nested.slice(a, b).map((row) => row.slice(c, d));
          expect(counting([rows, columns]).slice([a, b], [c, d]).tolist()).toEqual(expected);
        },
      ),
    );
  });

  test('copies', () => {
    const tensor = counting([2, 2]);
    tensor.slice([0, 1]).data[0] = 9;
    expect(tensor.data[0]).toBe(0);
  });

  test.each<[string, Parameters<Tensor['slice']>, string]>([
    ['an index outside', [2], 'dimension 0 has no index 2'],
    ['too many ranges', [null, null, null], '3 ranges are too many'],
    ['a range of one number', [[1] as never], 'a range is [begin, end]'],
  ])('refuses %s', (_, ranges, message) => {
    expect(() => counting([2, 2]).slice(...ranges)).toThrow(message);
  });
});

describe('expand', () => {
  test('repeats dimensions of size 1 and adds new ones in front', () => {
    expect(counting([2, 1]).expand(2, 3).tolist()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
    expect(counting([2]).expand(2, 2).tolist()).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test.each([[[3]], [[2, 1]], [[]], [[-1]]])('refuses %j for a shape of [2]', (dims) => {
    expect(() => counting([2]).expand(...dims)).toThrow(InvalidArgumentError);
  });
});
