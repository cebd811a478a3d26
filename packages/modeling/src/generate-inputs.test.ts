import { describe, expect, it } from 'vitest';
import { splitCall } from './generate-inputs.js';

describe('a call of generate()', () => {
  const ids = [[5, 6]];

  it('has inputs and options in one object, or in two', () => {
    const token_type_ids = [[0, 0]];
    expect(splitCall({ inputs: ids, token_type_ids, seed: 1, top_k: 2 }, { seed: 3 })).toEqual({
      ids,
      rest: { seed: 3, top_k: 2 },
    });
  });

  it.each<[string, unknown[], RegExp]>([
    ['a text', ['hello'], /takes what tokenizer\(text\) gives/],
    ['nothing', [null], /takes what tokenizer\(text\) gives/],
    ['no tokens', [{ attention_mask: [[1, 1]] }], /needs input_ids/],
    ['a number of tokens', [{ input_ids: ids }, 20], /options as an object, not as 20/],
  ])('refuses %s', (_, [call, more], message) => {
    expect(() => splitCall(call as object, more as object)).toThrow(message);
  });
});
