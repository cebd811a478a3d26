import { describe, expect, it } from 'vitest';
import { Tensor } from '@automodel/core';
import { compute, rounded } from '../test/compute.js';
import { GraphError } from './errors.js';
import { Graph } from './graph.js';
import type { Shape } from './shape.js';
import type { Value } from './value.js';

const float = (data: number[], dims = [data.length]): Tensor => new Tensor('float32', data, dims);
const int = (data: number[], dims = [data.length]): Tensor => new Tensor('int32', data, dims);

/** Computes `f` of constants, and checks that the shape foreseen is the one computed. */
async function evaluate(f: (...values: Value[]) => Value, ...tensors: Tensor[]): Promise<unknown> {
  const graph = new Graph();
  const feeds = Object.fromEntries(tensors.map((tensor, i) => [`x${i}`, tensor]));
  const values = Object.entries(feeds).map(([name, { type, dims }]) => graph.input(name, type, dims));
  const value = f(...values);
  graph.output('y', value);
  const { y } = await compute(graph, { feeds });
  expect([y.type, y.dims]).toEqual([value.type, value.shape]);
  return rounded(y);
}

describe('element-wise operations', () => {
  const x = [0.25, 1, 2.5];

  it.each<[string, (x: Value) => Value, (x: number) => number]>([
    ['neg', (v) => v.neg(), (n) => -n],
    ['abs', (v) => v.neg().abs(), (n) => n],
    ['sign', (v) => v.sub(1).sign(), (n) => Math.sign(n - 1)],
    ['exp', (v) => v.exp(), Math.exp],
    ['log', (v) => v.log(), Math.log],
    ['sqrt', (v) => v.sqrt(), Math.sqrt],
    ['tanh', (v) => v.tanh(), Math.tanh],
    ['sigmoid', (v) => v.sigmoid(), (n) => 1 / (1 + Math.exp(-n))],
    ['relu', (v) => v.sub(1).relu(), (n) => Math.max(n - 1, 0)],
    ['sin', (v) => v.sin(), Math.sin],
    ['cos', (v) => v.cos(), Math.cos],
    ['ceil', (v) => v.ceil(), Math.ceil],
    ['pow', (v) => v.pow(3), (n) => n ** 3],
    ['add', (v) => v.add(2), (n) => n + 2],
    ['sub', (v) => v.sub(2), (n) => n - 2],
    ['mul', (v) => v.mul(2), (n) => n * 2],
    ['div', (v) => v.div(2), (n) => n / 2],
    ['minimum', (v) => v.minimum(1.5), (n) => Math.min(n, 1.5)],
    ['maximum', (v) => v.maximum(0.5), (n) => Math.max(n, 0.5)],
    ['equal', (v) => v.equal(1), (n) => Number(n === 1)],
    ['less', (v) => v.less(1), (n) => Number(n < 1)],
    ['lessOrEqual', (v) => v.lessOrEqual(1), (n) => Number(n <= 1)],
    ['greater', (v) => v.greater(1), (n) => Number(n > 1)],
    ['and, not', (v) => v.less(1).not().and(v.less(2)), (n) => Number(n >= 1 && n < 2)],
    ['to', (v) => v.to('int32'), Math.trunc],
    ['to', (v) => v.to('int8').to('float64'), Math.trunc],
  ])('%s', async (_, f, expected) => {
    expect(await evaluate(f, float(x))).toEqual(rounded(float(x.map(expected))));
  });

  it('numbers take the element type of the value they meet', async () => {
    expect(await evaluate((v) => v.mul(3), int([1, 2]))).toEqual([3, 6]);
    const wide = new Tensor('int64', BigInt64Array.of(1n, 2n), [2]);
    expect(await evaluate((v) => v.add(1), wide)).toEqual([2, 3]);
  });

  it('a fraction does not meet integers', () => {
    const ids = new Graph().input('ids', 'int32', [2]);
    expect(() => ids.mul(0.5)).toThrow(/0\.5 is not an integer.*int32/);
  });

  it('operands broadcast', async () => {
    const sums = await evaluate((a, b) => a.add(b), float([1, 2], [2, 1]), float([10, 20], [1, 2]));
    expect(sums).toEqual([
      [11, 21],
      [12, 22],
    ]);
  });

  it('where picks by a condition', async () => {
    expect(await evaluate((v) => v.where(v.greater(0), -1), float([-5, 5]))).toEqual([-1, 5]);
  });
});

describe('shapes', () => {
  const matrix = float([1, 2, 3, 4, 5, 6], [2, 3]);

  it.each<[string, (x: Value) => Value, unknown]>([
    [
      'reshape',
      (v) => v.reshape([3, -1]),
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      'permute',
      (v) => v.permute([1, 0]),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      'permute',
      (v) => v.permute([-1, 0]),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      'transpose',
      (v) => v.transpose(-1, 0),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    [
      'unsqueeze',
      (v) => v.unsqueeze(-1),
      [
        [[1], [2], [3]],
        [[4], [5], [6]],
      ],
    ],
    ['squeeze', (v) => v.slice(0, 1, 2).squeeze(0), [4, 5, 6]],
    [
      'slice',
      (v) => v.slice(1, -2, 3),
      [
        [2, 3],
        [5, 6],
      ],
    ],
    ['chunk', (v) => v.chunk(3, -1)[1], [[2], [5]]],
    [
      'expand',
      (v) => v.slice(0, 0, 1).expand([2, 3]),
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      'gather',
      (v) => v.gather(int([2, 0]), 1),
      [
        [3, 1],
        [6, 4],
      ],
    ],
    ['gather of one', (v) => v.gather(1), [4, 5, 6]],
    ['sum', (v) => v.sum(0), [5, 7, 9]],
    ['mean', (v) => v.mean(-1, true), [[2], [5]]],
    [
      'cumsum',
      (v) => v.cumsum(1),
      [
        [1, 3, 6],
        [4, 9, 15],
      ],
    ],
    [
      'softmax',
      (v) => v.mul(0).softmax(0),
      [
        [0.5, 0.5, 0.5],
        [0.5, 0.5, 0.5],
      ],
    ],
    [
      'matmul',
      (v) => v.matmul(float([1, 0, 0, 1, 1, 1], [3, 2])),
      [
        [4, 5],
        [10, 11],
      ],
    ],
  ])('%s', async (_, f, expected) => {
    expect(await evaluate(f, matrix)).toEqual(expected);
  });

  it('gatherElements picks along a dimension, as torch.gather', async () => {
    const picked = await evaluate((v, i) => v.gatherElements(i, 1), matrix, int([2, 0], [2, 1]));
    expect(picked).toEqual([[3], [4]]);
  });

  it('size() is a number or a name', () => {
    const value = new Graph().input('x', 'float32', ['batch', 3]);
    expect([value.size(0), value.size(-1)]).toEqual(['batch', 3]);
  });
});

describe('shapes that are known only when the graph runs', () => {
  async function shaped(f: (x: Value) => Value): Promise<{ foreseen: Shape; dims: readonly number[] }> {
    const graph = new Graph();
    const value = f(graph.input('x', 'float32', ['batch', 'sequence', 4]));
    graph.output('y', value);
    const { y } = await compute(graph, { feeds: { x: float(Array<number>(24).fill(1), [2, 3, 4]) } });
    return { foreseen: value.shape, dims: y.dims };
  }

  it('reshape keeps several names where they are', async () => {
    expect(await shaped((x) => x.reshape(['batch', 'sequence', 2, 2]))).toEqual({
      foreseen: ['batch', 'sequence', 2, 2],
      dims: [2, 3, 2, 2],
    });
  });

  it('reshape reads the sizes of names that moved', async () => {
    expect(await shaped((x) => x.transpose(0, 1).reshape([2, 'batch', 'sequence', 2]))).toEqual({
      foreseen: [2, 'batch', 'sequence', 2],
      dims: [2, 2, 3, 2],
    });
  });

  it('reshape joins names to a product and takes it apart', async () => {
    expect((await shaped((x) => x.reshape([-1, 4]))).dims).toEqual([6, 4]);
    expect((await shaped((x) => x.reshape([-1, 4]).reshape(['batch', 'sequence', 4]))).dims).toEqual([
      2, 3, 4,
    ]);
  });

  it('expand reads the sizes of names from the inputs', async () => {
    const expanded = await shaped((x) => x.graph.operand(float([7], [1, 1])).expand(['batch', 'sequence']));
    expect(expanded).toEqual({ foreseen: ['batch', 'sequence'], dims: [2, 3] });
  });
});

describe('operands that do not fit', () => {
  const value = (shape: Shape): Value => new Graph().input('x', 'float32', shape);
  const x = value([2, 3]);

  it.each<[string, () => Value | Value[], string]>([
    ['add', () => x.add(float([1, 2])), 'Add([2,3], [2]): these shapes do not broadcast'],
    ['add', () => x.add(int([1])), 'Add([2,3], [1]): an operand is int32 where float32 is needed'],
    [
      'matmul',
      () => x.matmul(x),
      'MatMul([2,3], [2,3]): the inner sizes must agree and the outer ones broadcast',
    ],
    ['reshape', () => x.reshape([4]), 'Reshape([2,3]): [4] does not hold the same number of elements'],
    ['permute', () => x.permute([0, 0]), 'Transpose([2,3]): [0,0] does not name each dimension once'],
    ['transpose', () => x.transpose(0, 2), 'Transpose([2,3]): there is no dimension 2'],
    ['unsqueeze', () => x.unsqueeze(4), 'Unsqueeze([2,3]): there is no place 4 for a dimension'],
    ['squeeze', () => x.squeeze(0), 'Squeeze([2,3]): dimension 0 is not of size 1'],
    ['slice', () => x.slice(1, 2, 5), 'Slice([2,3]): 2 to 5 is not inside of dimension 1'],
    ['slice', () => value(['batch']).slice(0, 0, 1), 'Slice([batch]): the size of dimension 0 is not known'],
    ['chunk', () => x.chunk(2, 1), 'Split([2,3]): dimension 1 does not divide into 2 parts'],
    ['expand', () => x.expand([2, 4]), 'Expand([2,3]): does not broadcast to [2,4]'],
    [
      'where',
      () => x.where(x.less(0), float([1, 2])),
      'Where([2,3], [2,3], [2]): these shapes do not broadcast',
    ],
    ['where', () => x.where(x, 0), 'Where([2,3], [2,3], []): an operand is float32 where bool is needed'],
    ['and', () => x.and(x), 'And([2,3]): an operand is float32 where bool is needed'],
    ['not', () => x.not(), 'Not([2,3]): an operand is float32 where bool is needed'],
    ['matmul', () => x.matmul(int([1, 2, 3], [3, 1])), 'MatMul([2,3], [3,1]): an operand is int32'],
    ['permute', () => x.permute([0, 2]), 'Transpose([2,3]): there is no dimension 2'],
    ['chunk', () => x.chunk(0, 1), 'Split([2,3]): dimension 1 does not divide into 0 parts'],
    ['expand', () => x.expand([2, 1]), 'Expand([2,3]): does not broadcast to [2,1]'],
    ['expand', () => x.expand([3]), 'Expand([2,3]): does not broadcast to [3]'],
    ['gather', () => x.gather(float([0])), 'Gather([2,3], [1]): the indices are float32, not int32 or int64'],
    ['mean', () => x.mean(-3), 'ReduceMean([2,3]): there is no dimension -3'],
    ['softmax', () => x.softmax(2), 'Softmax([2,3]): there is no dimension 2'],
    ['cumsum', () => x.cumsum(2), 'CumSum([2,3]): there is no dimension 2'],
    ['sum', () => x.sum(2), 'ReduceSum([2,3]): there is no dimension 2'],
    [
      'gatherElements',
      () => x.gatherElements(x.graph.constant(int([0, 1])), 0),
      'GatherElements([2,3], [2]): only the sizes of dimension 0 may differ',
    ],
    [
      'gatherElements',
      () => x.gatherElements(x.graph.constant(int([0, 1, 1, 0], [2, 2])), 0),
      'GatherElements([2,3], [2,2]): only the sizes of dimension 0 may differ',
    ],
    ['add', () => x.add(value([2, 3])), 'Value([2,3]): "x" belongs to another graph'],
    ['expand', () => x.expand(['batch', 2, 3]), 'Shape(): no input has a dimension "batch"'],
  ])('%s is refused at once', (_, f, message) => {
    expect(f).toThrow(GraphError);
    expect(f).toThrow(`the network: ${message}`);
  });
});
