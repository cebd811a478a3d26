import { Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { encoderFeeds, ModelInputError } from './encoder-feeds.js';

const limits = { vocabulary: 10, segments: 2, maxLength: 4 };
const ids = (...rows: number[][]): Tensor => new Tensor('int32', rows.flat(), [rows.length, rows[0].length]);

describe('encoderFeeds', () => {
  it('completes masks and segments', () => {
    const feeds = encoderFeeds({ input_ids: ids([1, 2, 3]) }, limits);
    expect(feeds.attention_mask.tolist()).toEqual([[1, 1, 1]]);
    expect(feeds.token_type_ids.tolist()).toEqual([[0, 0, 0]]);
  });

  it('takes the int64 tensors of other libraries', () => {
    const input_ids = new Tensor('int64', BigInt64Array.of(1n, 9n), [1, 2]);
    expect(encoderFeeds({ input_ids }, limits).input_ids).toMatchObject({
      type: 'int32',
      data: Int32Array.of(1, 9),
    });
  });

  it('drops the zeros that a tokenizer gives as segments to a network without them', () => {
    const inputs = { input_ids: ids([1, 2]), token_type_ids: ids([0, 0]) };
    expect(encoderFeeds(inputs, { vocabulary: 10, segments: 0 })).not.toHaveProperty('token_type_ids');
  });

  it.each([
    [
      'an id outside of the vocabulary',
      { input_ids: ids([1, 10]) },
      /input_ids holds 10, this model takes 0 to 9/,
    ],
    ['a negative id', { input_ids: ids([-1]) }, /holds -1/],
    [
      'a segment that the network lacks',
      { input_ids: ids([1]), token_type_ids: ids([2]) },
      /token_type_ids holds 2/,
    ],
    [
      'a text that is too long',
      { input_ids: ids([1, 1, 1, 1, 1]) },
      /5 tokens long.*at most 4.*truncation: true/,
    ],
    ['a mask of another shape', { input_ids: ids([1, 2]), attention_mask: ids([1]) }, /shapes must agree/],
    [
      'a missing batch dimension',
      { input_ids: new Tensor('int32', [1, 2], [2]) },
      /must be \[batch, sequence\]/,
    ],
    ['nothing', { input_ids: new Tensor('int32', [], [1, 0]) }, /not empty/],
    ['floats', { input_ids: new Tensor('float32', [1], [1, 1]) }, /must be int32 or int64/],
    ['no ids', {} as { input_ids: Tensor }, /input_ids must be a Tensor/],
    ['a text', 'A text.' as unknown as { input_ids: Tensor }, /called with what tokenizer\(text\) gives/],
    [
      'nothing at all',
      undefined as unknown as { input_ids: Tensor },
      /called with what tokenizer\(text\) gives/,
    ],
    [
      'an input that it does not know',
      { input_ids: ids([1]), position_ids: ids([0]) },
      /no input "position_ids"/,
    ],
  ])('refuses %s', (_, inputs, message) => {
    expect(() => encoderFeeds(inputs, limits)).toThrow(ModelInputError);
    expect(() => encoderFeeds(inputs, limits)).toThrow(message);
  });
});
