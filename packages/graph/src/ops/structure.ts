import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { Graph } from '../graph.js';
import type { Dim } from '../shape.js';
import type { Value } from '../value.js';

/**
 * Values of one element type joined along dimension `dim`.
 *
 * @param total the size of the result's dimension, needed where a size is a name
 */
export function concat(values: readonly Value[], dim: number, total?: Dim): Value {
  const [first] = values as readonly (Value | undefined)[];
  if (!first) throw new InvalidArgumentError('concat() needs at least one value');
  const axis = dim < 0 ? dim + first.shape.length : dim;
  const sizes = values.map(({ shape }) => shape[axis]);
  const fits =
    first.shape[axis] !== undefined &&
    values.every(
      ({ type, shape }) =>
        type === first.type &&
        shape.length === first.shape.length &&
        shape.every((size, i) => i === axis || size === first.shape[i]),
    );
  if (!fits || (total === undefined && sizes.some((size) => typeof size === 'string'))) {
    throw first.graph.error(
      'Concat',
      values,
      `only dimension ${dim} may differ, its sizes must be known, and the element types the same`,
    );
  }
  const known = sizes.reduce<number>((sum, size) => sum + Number(size), 0);
  const size = Number.isNaN(known) ? total! : known;
  return first.graph.node('Concat', values, first.type, first.shape.with(axis, size), { axis });
}

/**
 * The elements of dimension `dim` from `begin` to the last.
 *
 * @param size how many those are; a name where the dimension's size is one
 */
export function tail(x: Value, dim: number, begin: number, size: Dim): Value {
  const whole = x.shape[dim];
  if (typeof whole === 'number') return x.slice(dim, begin, whole);
  const bounds = [begin, 2 ** 31 - 1, dim].map((n) => new Tensor('int64', [n]));
  return x.graph.node('Slice', [x, ...bounds], x.type, x.shape.with(dim, size));
}

/** The numbers 0, 1, ... below the size of a dimension: int32 `[size]`. */
export function arange(graph: Graph, size: Dim): Value {
  return graph.once(`arange ${size}`, () => {
    if (typeof size === 'number') {
      return graph.constant(
        new Tensor(
          'int32',
          Int32Array.from({ length: size }, (_, i) => i),
          [size],
        ),
      );
    }
    const limit = graph.sizeOf(size).squeeze(0).to('int32');
    const [start, step] = [graph.operand(0, 'int32'), graph.operand(1, 'int32')];
    return graph.node('Range', [start, limit, step], 'int32', [size]);
  });
}

/** `count` zeros behind the elements of dimension `dim`, whose size must be known. */
export function pad(x: Value, dim: number, count: number): Value {
  const { graph } = x;
  const size = x.shape[dim];
  if (typeof size !== 'number') throw graph.error('Pad', [x], `the size of dimension ${dim} is not known`);
  const [pads, axes] = [[0, count], [dim]].map((numbers) => graph.constant(new Tensor('int64', numbers)));
  return graph.node('Pad', [x, pads, undefined, axes], x.type, x.shape.with(dim, size + count));
}
