import { Tensor } from '@automodel/core';
import { oracles, readFixture } from '@automodel/oracle';
import { expect, it } from 'vitest';
import { quantizeEmbeddings, type Precision } from './quantize-embeddings.js';

const python = readFixture(oracles[0], 'sentence-utilities.json') as {
  cloud: number[][];
  calibration: number[][];
  ranges: number[][];
  quantize: {
    precision: Precision;
    options: { ranges?: 'ranges'; calibration_embeddings?: 'calibration' };
    output: number[][];
  }[];
};

it.each(python.quantize)('stores vectors as Python does: $precision $options', (given) => {
  const { ranges, calibration_embeddings } = given.options;
  const options = {
    ...(ranges && { ranges: python[ranges] }),
    ...(calibration_embeddings && { calibration_embeddings: python[calibration_embeddings] }),
  };
  expect(quantizeEmbeddings(python.cloud, given.precision, options).tolist()).toEqual(given.output);
});

it('leaves float32 as it is, and gives nothing for nothing', () => {
  const embeddings = new Tensor('float32', [1, 2], [1, 2]);
  expect(quantizeEmbeddings(embeddings, 'float32')).toEqual(embeddings);
  expect(quantizeEmbeddings(new Tensor('float32', [], [0, 9]), 'int8').dims).toEqual([0, 9]);
  expect(quantizeEmbeddings(new Tensor('float32', [], [0, 9]), 'binary').dims).toEqual([0, 2]);
});

it('refuses ranges of another size', () => {
  expect(() => quantizeEmbeddings([[1, 2]], 'int8', { ranges: [[0, 0]] })).toThrow(/ranges must be \[2, 2\]/);
  expect(() => quantizeEmbeddings([[1, 2]], 'int8', { calibration_embeddings: [[1]] })).toThrow(
    /have 1 elements, the embeddings 2/,
  );
  expect(() => quantizeEmbeddings([[1, 2], [3]], 'binary')).toThrow(/embedding 1 has 1 elements/);
});
