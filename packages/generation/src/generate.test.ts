import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountingModel } from '../test/counting-model.js';
import { counter, EOS, scrambled, tokensOf, VOCABULARY } from '../test/small-models.js';
import { generate, streamTokens } from './generate.js';
import { NonFiniteLogitsError } from './processors/index.js';
import { ContextLengthError, type GenerateOptions } from './request.js';
import type { SearchStep } from './search/search.js';
import { InterruptableStoppingCriteria } from './stopping/index.js';

describe('generate', () => {
  it('continues a prompt until it ends', async () => {
    expect(await tokensOf(counter(), [[7, 8]], { eos_token_id: EOS })).toEqual([[7, 8, 9, 10, 11]]);
  });

  it('pads prompts on the left and complete rows on the right', async () => {
    const found = await tokensOf(counter(), [[9], [5, 6]], { eos_token_id: EOS, pad_token_id: 0 });
    expect(found).toEqual([
      [0, 9, 10, 11, 0, 0, 0],
      [5, 6, 7, 8, 9, 10, 11],
    ]);
  });

  it('does not compute rows that are complete', async () => {
    const model = counter();
    await generate(model, { prompts: [[9], [5]] }, { eos_token_id: EOS });
    // 10 for the first row, 6 to 10 for the second: the ends are not computed.
    expect(model.decoded).toBe(1 + 5);
  });

  it.each<[string, GenerateOptions]>([
    ['beams', { num_beams: 3 }],
    ['returned sequences', { do_sample: true, num_return_sequences: 3, seed: 1 }],
    ['groups of beams', { num_beams: 4, num_beam_groups: 2, diversity_penalty: 1 }],
    ['constraints', { num_beams: 3, force_words_ids: [[2, 3]] }],
    ['candidates', { penalty_alpha: 0.5, top_k: 4 }],
  ])('computes a prompt once, also for %s', async (_, options) => {
    const model = scrambled();
    await generate(model, { prompts: [[1, 2, 3, 4, 5]] }, { max_new_tokens: 4, ...options });
    expect(model.prefilled).toBe(5);
    expect(model.open).toBe(0);
  });

  it('finds by one beam what greedy search finds, and by many nothing worse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(VOCABULARY - 2), { minLength: 1, maxLength: 4 }), async (prompt) => {
        const options = { max_new_tokens: 5, length_penalty: 0, return_dict_in_generate: true };
        const run = (num_beams: number) =>
          generate(scrambled(), { prompts: [prompt] }, { ...options, num_beams, early_stopping: 'never' });
        const [few, many] = [await run(2), await run(60)];
        expect(many.sequences_scores!.data[0]).toBeGreaterThanOrEqual(few.sequences_scores!.data[0]);
      }),
      { numRuns: 30 },
    );
  });

  it('gives what greedy search gives, with an assistant that guesses right or wrong', async () => {
    const prompts = [[1, 5, 2, 5]];
    const expected = await tokensOf(scrambled(), prompts, { max_new_tokens: 12 });
    for (const assistant_model of [scrambled(), counter()]) {
      const model = scrambled();
      expect(await tokensOf(model, prompts, { max_new_tokens: 12, assistant_model })).toEqual(expected);
      expect([model.open, assistant_model.open]).toEqual([0, 0]);
    }
    const lookup = await tokensOf(scrambled(), prompts, { max_new_tokens: 12, prompt_lookup_num_tokens: 3 });
    expect(lookup).toEqual(expected);
  });

  it('samples with an assistant as without: the same distribution', async () => {
    const count = async (options: GenerateOptions): Promise<number[]> => {
      const counts = new Array<number>(VOCABULARY).fill(0);
      for (let seed = 0; seed < 400; seed++) {
        const [row] = await tokensOf(scrambled(), [[3]], {
          do_sample: true,
          seed,
          max_new_tokens: 2,
          top_k: 0,
          ...options,
        });
        counts[row[2]]++;
      }
      return counts;
    };
    const assistant_model = new CountingModel(VOCABULARY, () => new Float32Array(VOCABULARY));
    const [alone, assisted] = [
      await count({}),
      await count({ assistant_model, assistant_confidence_threshold: 0 }),
    ];
    alone.forEach((times, token) => expect(Math.abs(times - assisted[token])).toBeLessThan(70));
  });

  it('gives equal samples for equal seeds, whatever stands beside a prompt', async () => {
    const options = { do_sample: true, max_new_tokens: 8 };
    const alone = await tokensOf(scrambled(), [[1]], { ...options, seed: [5] });
    const beside = await tokensOf(scrambled(), [[1], [2]], { ...options, seed: [5, 6] });
    expect(beside[0]).toEqual(alone[0]);
    expect(await tokensOf(scrambled(), [[1]], { ...options, seed: [7] })).not.toEqual(alone);
  });

  it('tells a streamer the prompt and each token, and every step to a callback', async () => {
    const put: (readonly (readonly number[])[])[] = [];
    let ends = 0;
    const lengths: number[] = [];
    await tokensOf(counter(), [[7, 8]], {
      eos_token_id: EOS,
      streamer: { put: (tokens) => put.push(tokens), end: () => ends++ },
      onStep: ({ length }) => lengths.push(length),
    });
    expect(put).toEqual([[[7, 8]], [[9]], [[10]], [[11]]]);
    expect([ends, lengths]).toEqual([1, [3, 4, 5]]);
  });

  it('keeps scores and logits of every step', async () => {
    const output = await generate(
      counter(),
      { prompts: [[7]] },
      {
        max_new_tokens: 3,
        return_dict_in_generate: true,
        output_scores: true,
        output_logits: true,
        suppress_tokens: [0],
      },
    );
    expect(output.scores!.map(({ dims }) => dims)).toEqual(new Array(3).fill([1, VOCABULARY]));
    expect(output.scores![0].data[0]).toBe(-Infinity);
    expect(output.logits![0].data[0]).toBe(0);
  });
});

it('ends with what there is when a criterion is interrupted', async () => {
  const stopping_criteria = new InterruptableStoppingCriteria();
  const onStep = ({ length }: SearchStep): void => {
    if (length === 4) stopping_criteria.interrupt();
  };
  const found = await tokensOf(counter(), [[1, 2]], { stopping_criteria, onStep });
  expect(found).toEqual([[1, 2, 3, 4, 5]]);
  const functions = [(sequence: Int32Array): boolean => sequence.length === 4];
  expect(await tokensOf(counter(), [[1, 2]], { stopping_criteria: functions })).toEqual([[1, 2, 3, 4]]);
});

describe('streamTokens', () => {
  it('does not take beams, whose tokens are not certain', async () => {
    const steps = streamTokens(counter(), { prompts: [[1]] }, { num_beams: 2 });
    await expect(steps.next()).rejects.toThrow(/beams have no tokens to stream/);
  });

  it('gives tokens as they come, and frees the memory when it is left', async () => {
    const model = counter();
    const seen: number[] = [];
    for await (const { tokens } of streamTokens(model, { prompts: [[1]] }, { max_new_tokens: 100 })) {
      seen.push(tokens[0]);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([2, 3, 4]);
    expect(model.open).toBe(0);
  });
});

/** Takes everything and does nothing. */
const deaf = { put: () => undefined, end: () => undefined };

describe('what cannot be', () => {
  const model = counter({ maxLength: 10 });
  it.each<[string, number[][], GenerateOptions, RegExp]>([
    ['no prompt', [], {}, /no prompt/],
    ['an empty prompt', [[]], {}, /prompt 0 is empty.*bos_token_id/],
    ['a token that the model does not have', [[3, 12]], {}, /prompt 0 holds the token 12.*0 to 11/],
    [
      'an option that there is not',
      [[1]],
      { num_beam: 3 } as never,
      /does not know the option "num_beam".*num_beams/,
    ],
    [
      'another spelling',
      [[1]],
      { maxNewTokens: 3 } as never,
      /"maxNewTokens"; did you mean "max_new_tokens"/,
    ],
    ['what cannot be honoured', [[1]], { use_cache: false } as never, /use_cache: false; past key values/],
    ['a processor that is none', [[1]], { logits_processor: [5] as never }, /logits_processor.*process\(\)/],
    ['a processor outside of a list', [[1]], { logits_processor: {} as never }, /logits_processor.*a list/],
    ['a criterion that is none', [[1]], { stopping_criteria: 5 as never }, /stopping_criteria.*isDone/],
    ['a streamer that is none', [[1]], { streamer: {} as never }, /streamer.*put\(\) and end\(\)/],
    ['a signal that is none', [[1]], { signal: 5 as never }, /signal.*AbortSignal/],
    ['a prefix cache that is none', [[1]], { prefixCache: {} as never }, /prefixCache.*PrefixCache/],
    [
      'a word that cannot come',
      [[1]],
      { num_beams: 2, force_words_ids: [[12]] },
      /force_words_ids has the token 12/,
    ],
    [
      'an end that cannot come',
      [[1]],
      { forced_eos_token_id: [2, 99] },
      /forced_eos_token_id has the token 99/,
    ],
    ['what is no token', [[1, 2.5]], {}, /prompt 0 holds 2\.5, which is no token id/],
    ['a top_p of 0', [[1]], { do_sample: true, top_p: 0 }, /top_p/],
    ['no beams', [[1]], { num_beams: 0 }, /num_beams/],
    ['more sequences than beams', [[1]], { num_beams: 2, num_return_sequences: 3 }, /num_return_sequences/],
    ['a temperature that does nothing', [[1]], { temperature: 0.5 }, /temperature.*do_sample/],
    [
      'an assistant for two rows',
      [[1], [2]],
      { assistant_model: counter() },
      /assistant_model works on one row/,
    ],
    [
      'an assistant of another vocabulary',
      [[1]],
      { assistant_model: new CountingModel(3, () => [0, 0, 0]) },
      /share/,
    ],
    ['a streamer for beams', [[1]], { num_beams: 2, streamer: deaf }, /a streamer takes one row/],
    ['stop strings without a tokenizer', [[1]], { stop_strings: 'x' }, /stop_strings need the tokenizer/],
    ['DoLa', [[1]], { dola_layers: 'low' }, /dola_layers is not supported/],
    ['negative prompts without guidance', [[1]], { negative_prompt_ids: [[2]] }, /guidance_scale/],
    ['a seed that is none', [[1]], { do_sample: true, seed: -1 }, /seed/],
  ])('is refused: %s', async (_, prompts, options, message) => {
    await expect(generate(model, { prompts }, options)).rejects.toThrow(message);
    expect(model.open).toBe(0);
  });

  it('is refused: a mask without a row for each prompt', async () => {
    const inputs = { prompts: [[1], [2]], mask: [[1]] };
    await expect(generate(model, inputs)).rejects.toThrow(/mask has 1 rows for 2 prompts/);
  });

  it('is refused: tokens that exclude each other', async () => {
    const allowedTokens = (): number[] => [3];
    for (const options of [{}, { do_sample: true }]) {
      const running = generate(
        model,
        { prompts: [[1]] },
        { ...options, allowedTokens, suppress_tokens: [3] },
      );
      await expect(running).rejects.toThrow(/no token is possible/);
    }
  });

  it('is refused: prompts and requests beyond the context', async () => {
    const long = Array.from({ length: 10 }, () => 1);
    const tooLong = generate(model, { prompts: [long] });
    await expect(tooLong).rejects.toThrow(ContextLengthError);
    await expect(tooLong).rejects.toThrow('the prompt is 10 tokens long, the model reads at most 10');
    const tooMany = generate(model, { prompts: [[1, 2]] }, { max_new_tokens: 9 });
    await expect(tooMany).rejects.toThrow(/max_new_tokens: 9 asks for rows of 11 tokens.*at most 10/);
  });

  it('is cut where a file asks for more than the context', async () => {
    const { sequences } = await generate(model, { prompts: [[1, 2]] }, {}, { max_new_tokens: 100 });
    expect(sequences.dims).toEqual([1, 10]);
  });

  it('is refused: scores that are not numbers', async () => {
    const broken = new CountingModel(3, () => [0, NaN, 0]);
    await expect(generate(broken, { prompts: [[1]] })).rejects.toThrow(NonFiniteLogitsError);
    expect(broken.open).toBe(0);
    const repaired = await generate(
      broken,
      { prompts: [[1]] },
      { remove_invalid_values: true, max_new_tokens: 2 },
    );
    expect(repaired.sequences.dims).toEqual([1, 3]);
  });
});
