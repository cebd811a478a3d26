import { describe, expect, it } from 'vitest';
import { Tensor } from '@automodel/core';
import { compute, evaluate, float, rounded } from '../../test/compute.js';
import { Graph } from '../graph.js';
import { interpolate, patchConvolution } from './image.js';
import { concat, tail } from './structure.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('patchConvolution', () => {
  const weight = float([1, 0, 0, 1, 1, 1, 1, 1], [2, 1, 2, 2]);

  it('makes a vector of every whole patch', async () => {
    const y = await evaluate(
      (x) => patchConvolution(x, weight, float([0, 100])),
      float(numbers(15), [1, 1, 3, 5]),
    );
    expect(y.tolist()).toEqual([[[[6, 10]], [[112, 120]]]]);
  });

  it('refuses other channels, and pictures smaller than a patch', () => {
    const graph = new Graph();
    const convolve = (channels: number, height: number) => () =>
      patchConvolution(
        graph.input(`x${channels}${height}`, 'float32', [1, channels, height, 8]),
        weight,
        float([0, 0]),
      );
    expect(convolve(2, 8)).toThrow('Conv([1,2,8,8], [2,1,2,2]): the channels');
    expect(convolve(1, 1)).toThrow('the picture is smaller than a patch');
  });

  it('counts the patches of pictures whose size is known only when the graph runs', async () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', ['batch', 1, 'height', 'width']);
    const y = patchConvolution(x, weight, float([0, 0]));
    expect(y.shape).toEqual(['batch', 2, 'height/2', 'width/2']);
    const flat = y.reshape(['batch', 2, -1]);
    graph.output('flat', flat);
    graph.output('rows', graph.sizeOf('height/2'));
    graph.output('patches', graph.sizeOf('height/2*width/2'));
    graph.output('behind', tail(flat, 2, 1, 'rest'));
    graph.output('doubled', concat([flat, flat], 2, 'twice'));
    const outputs = await compute(graph, { feeds: { x: float(numbers(30), [1, 1, 5, 6]) } });
    expect(outputs['rows'].tolist()).toEqual([2n]);
    expect(outputs['patches'].tolist()).toEqual([6n]);
    expect(outputs['flat'].dims).toEqual([1, 2, 6]);
    expect(outputs['behind'].dims).toEqual([1, 2, 5]);
    expect(outputs['doubled'].dims).toEqual([1, 2, 12]);
  });
});

describe('interpolate', () => {
  const sizes = (graph: Graph, ...pixels: number[]) =>
    pixels.map((size) => graph.constant(new Tensor('int64', [size]))) as [never, never];
  const picture = float([0, 1, 2, 4], [1, 1, 2, 2]);

  // torch.nn.functional.interpolate(x, size=(1, 4), mode=mode, align_corners=False)
  it.each([
    ['bilinear', [1, 1.375, 2.125, 2.5]],
    ['bicubic', [0.8418, 1.33984, 2.16016, 2.6582]],
  ] as const)('is what torch computes: %s', async (mode, expected) => {
    const y = await evaluate((x) => interpolate(x, mode, sizes(x.graph, 1, 4), [1, 4]), picture);
    expect(rounded(y)).toEqual([[[expected]]]);
  });

  it('refuses what is no batch of pictures', () => {
    const graph = new Graph();
    const x = graph.input('x', 'float32', [2, 2]);
    expect(() => interpolate(x, 'bilinear', sizes(graph, 1, 4), [1, 4])).toThrow('Resize([2,2])');
  });
});

it('tail of a dimension whose size is known is a slice', async () => {
  const y = await evaluate((x) => tail(x, 0, 1, 'unused'), float([1, 2, 3]));
  expect(y.tolist()).toEqual([2, 3]);
});
