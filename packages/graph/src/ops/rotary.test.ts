import { Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { evaluate, float, rounded } from '../../test/compute.js';
import { Graph } from '../graph.js';
import { rotaryEmbedding } from './rotary.js';

describe('rotaryEmbedding', () => {
  it('turns the halves of every head by the angle of its position', async () => {
    const angles = [0, Math.PI / 2];
    const y = await evaluate(
      (x, cos, sin) => rotaryEmbedding(x, cos, sin, { heads: 1 }),
      float([1, 2, 1, 2], [1, 2, 2]),
      float(angles.map(Math.cos), [2, 1]),
      float(angles.map(Math.sin), [2, 1]),
    );
    expect(rounded(y)).toEqual([
      [
        [1, 2],
        [-2, 1],
      ],
    ]);
  });

  it('takes the rows of the tables that it is told, turns neighbours, and leaves the rest of a head', async () => {
    const angles = [0, Math.PI / 2, Math.PI];
    const tables = [float(angles.map(Math.cos), [3, 1]), float(angles.map(Math.sin), [3, 1])];
    const x = float([1, 2, 3, 4, 1, 2, 3, 4], [1, 2, 4]);
    const turn = (interleaved: boolean): Promise<Tensor> =>
      evaluate(
        (x, cos, sin, rows) =>
          rotaryEmbedding(x, cos, sin, { heads: 1, rows: rows.to('int64'), interleaved }),
        x,
        ...tables,
        new Tensor('int32', [2, 1], [1, 2]),
      );
    for (const interleaved of [false, true]) {
      // Two elements turn: the halves of what turns are neighbours, too.
      expect(rounded(await turn(interleaved))).toEqual([
        [
          [-1, -2, 3, 4],
          [-2, 1, 3, 4],
        ],
      ]);
    }
    const whole = await evaluate(
      (x, cos, sin) => rotaryEmbedding(x, cos, sin, { heads: 1, interleaved: true }),
      float([1, 2, 3, 4], [1, 1, 4]),
      float([0, 1], [1, 2]),
      float([1, 0], [1, 2]),
    );
    expect(rounded(whole)).toEqual([[[-2, 1, 3, 4]]]);
  });

  it('refuses angles of another head size', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [1, 2, 6]);
    const angles = graph.input('angles', 'float32', [2, 2]);
    expect(() => rotaryEmbedding(x, angles, angles, { heads: 2 })).toThrow('the angles do not fit 2 heads');
    const sines = graph.input('sines', 'float32', [1, 3]);
    const cosines = graph.input('cosines', 'float32', [2, 3]);
    expect(() => rotaryEmbedding(x, cosines, sines, { heads: 1 })).toThrow('the angles do not fit 1 heads');
  });
});
