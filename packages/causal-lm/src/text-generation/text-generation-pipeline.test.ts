import { join } from 'node:path';
import { InvalidArgumentError, RunAbortedError } from '@automodel/core';
import { ContextLengthError, PrefixCache } from '@automodel/generation';
import { oracles, readFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { TextStreamer } from '@automodel/tokenizers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TextGenerationInput, TextGenerationOptions } from './options.js';
import { TextGenerationPipeline } from './text-generation-pipeline.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** A case of Python's pipeline. */
interface Case {
  name: string;
  task: string;
  model: string;
  inputs: TextGenerationInput | TextGenerationInput[];
  args: TextGenerationOptions;
  output: unknown;
}

describe.each(oracles)('text-generation of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { cases } = readFixture(oracle, 'pipelines.json') as { cases: Case[] };
  const ours = cases.filter(({ task }) => task === 'text-generation');
  const models = [...new Set(ours.map(({ model }) => model))];

  describe.each(models)('%s', (model) => {
    // Both backends compute the same; one network shows it.
    describe.each(model.endsWith('gpt2') ? backends : backends.slice(0, 1))('on %s', (backend) => {
      let generator: TextGenerationPipeline;
      beforeAll(async () => {
        generator = await TextGenerationPipeline.from_pretrained(join(oracle.folder, model), { backend });
      });
      afterAll(() => generator.dispose());

      it.each(ours.filter((candidate) => candidate.model === model))('$name', async (given) => {
        const { inputs, args, output } = given;
        const input = inputs as string;
        expect(await generator(input, args)).toEqual(output);
        if (typeof inputs === 'string' || args.num_beams) return;
        // Computed together they give the same.
        expect(await generator(input, { ...args, batch_size: 3 })).toEqual(output);
      });
    });
  });
});

describe('text generation on mini-gpt2', () => {
  let generator: TextGenerationPipeline;
  beforeAll(async () => {
    generator = await TextGenerationPipeline.from_pretrained('mini-gpt2');
  });
  afterAll(() => generator.dispose());

  const { cases } = readFixture(oracles[0], 'real/mini-gpt2.json') as {
    cases: { prompt: string; runs: { kwargs: TextGenerationOptions; text: string[] }[] }[];
  };
  const runs = cases.flatMap(({ prompt, runs: all }) =>
    all.map(({ kwargs, text }) => ({ prompt, kwargs, texts: text, options: JSON.stringify(kwargs) })),
  );
  it.each(runs)('writes the texts of Python: $prompt, $options', async ({ prompt, kwargs, texts }) => {
    const results = await generator(prompt, { do_sample: false, max_new_tokens: 24, ...kwargs });
    expect(results.map(({ generated_text }) => generated_text)).toEqual(texts);
  });

  it('samples by a seed: equal seeds, equal texts, alone and among others', async () => {
    const options = { max_new_tokens: 12, top_p: 0.9 };
    const [[alone], [again], [other]] = [
      await generator('Two dogs are', { ...options, seed: 7 }),
      await generator('Two dogs are', { ...options, seed: 7 }),
      await generator('Two dogs are', { ...options, seed: 8 }),
    ];
    expect(again).toEqual(alone);
    expect(other).not.toEqual(alone);
    for (const batch_size of [1, 2]) {
      const both = await generator(['A man', 'Two dogs are'], { ...options, seed: 6, batch_size });
      expect(both[1]).toEqual([alone]);
    }
  });

  it('streams what a call gives', async () => {
    for (const options of [{ do_sample: false }, { seed: 3, temperature: 1.2 }]) {
      const pieces: string[] = [];
      for await (const piece of generator.stream('The children', { ...options, max_new_tokens: 20 })) {
        pieces.push(piece);
      }
      const [{ generated_text }] = await generator('The children', { ...options, max_new_tokens: 20 });
      expect(`The children${pieces.join('')}`).toBe(generated_text);
      expect(pieces.length).toBeGreaterThan(10);
    }
  });

  it('tells a TextStreamer', async () => {
    const shown: string[] = [];
    const streamer = new TextStreamer(generator.tokenizer, {
      skip_prompt: true,
      callback_function: (text) => shown.push(text),
    });
    const options = { do_sample: false, max_new_tokens: 8, return_full_text: false, streamer };
    const [{ generated_text }] = await generator('A man is riding a', options);
    expect(shown.join('')).toBe(generated_text);
  });

  it('ends where it is told to: stop strings, a signal, a loop that is left', async () => {
    const [{ generated_text }] = await generator('Two dogs are', { do_sample: false, stop_strings: '.' });
    expect(generated_text).toBe('Two dogs are running through the grass.');

    const signal = AbortSignal.abort();
    await expect(generator('Two dogs are', { signal })).rejects.toThrow(RunAbortedError);

    for await (const piece of generator.stream('Two dogs are', { do_sample: false })) {
      expect(piece).toBe(' running');
      break;
    }
  });

  it('computes only what is new in the next turn of a chat', async () => {
    using prefixCache = new PrefixCache(generator.model);
    const options = {
      do_sample: false,
      max_new_tokens: 12,
      tokenizer_encode_kwargs: { chat_template: '{% for m in messages %}{{ m.content }}{% endfor %}' },
    };
    const question = [{ role: 'user', content: 'Two dogs are running.' }];
    const [{ generated_text: chat }] = await generator(question, { ...options, prefixCache });
    expect(chat).toHaveLength(2);
    const known = prefixCache.tokens.length;
    const next = [...chat, { role: 'user', content: ' The man is' }];
    const text = next.map(({ content }) => content as string).join('');
    expect(generator.tokenizer.encode(text).slice(0, known)).toEqual(prefixCache.tokens);
    const start = vi.spyOn(generator.model, 'start');
    const answered = await generator(next, { ...options, prefixCache });
    expect(start).not.toHaveBeenCalled();
    expect(answered).toEqual(await generator(next, options));
    start.mockRestore();
  });

  it('computes a text that was continued once', async () => {
    const start = vi.spyOn(generator.model, 'start');
    using prefixCache = new PrefixCache(generator.model);
    const options = { do_sample: false, max_new_tokens: 12 };
    const [{ generated_text: first }] = await generator('Two dogs are', { ...options, prefixCache });
    expect(prefixCache.tokens.length).toBe(3 + 11);
    const next = `${first} The two dogs`;
    const [cached] = await generator(next, { ...options, prefixCache });
    expect(start).toHaveBeenCalledTimes(1);
    expect([cached]).toEqual(await generator(next, options));
    start.mockRestore();
  });

  it('writes only what guides allow', async () => {
    const json = {
      type: 'object',
      properties: { animal: { enum: ['cat', 'dog'] }, count: { type: 'integer', minimum: 1, maximum: 9 } },
      required: ['animal', 'count'],
      additionalProperties: false,
    };
    const options = { return_full_text: false, max_new_tokens: 40 };
    const [{ generated_text }] = await generator('Two dogs:', { ...options, seed: 1, guided: { json } });
    expect(JSON.parse(generated_text)).toEqual({
      animal: expect.stringMatching(/^(cat|dog)$/) as string,
      count: expect.any(Number) as number,
    });
    const choices = [' a beach', ' the grass'];
    const [answer] = await generator('Two dogs run on', {
      ...options,
      do_sample: false,
      guided: { choices },
    });
    expect(choices).toContain(answer.generated_text);
  });

  it('reads only the end of a long prompt, if it is told to', async () => {
    const long = 'A man in a blue shirt is riding a bicycle down a street. '.repeat(30);
    await expect(generator(long)).rejects.toThrow(ContextLengthError);
    const options = { do_sample: false, max_new_tokens: 10, return_full_text: false };
    const [hole] = await generator(long, { ...options, handle_long_generation: 'hole' });
    const ids = generator.tokenizer.encode(long).slice(-(256 - 10));
    const end = generator.tokenizer.decode(ids);
    expect([hole]).toEqual(await generator(end, options));
    expect(await generator(long, { ...options, slidingContext: true })).toEqual([hole]);
    const [endless] = await generator('Two dogs', {
      do_sample: false,
      min_new_tokens: 300,
      max_new_tokens: 300,
      slidingContext: true,
    });
    expect(generator.tokenizer.encode(endless.generated_text).length).toBeGreaterThan(290);
  });

  it('begins with the first of all tokens where the prompt is empty', async () => {
    const [{ generated_text }] = await generator('', { do_sample: false, max_new_tokens: 6 });
    expect(generated_text).toBe('A man in a blue shirt');
  });

  it.each<[string, unknown, object, RegExp]>([
    ['something else than a text', 5, {}, /takes a text, a chat.*it got 5/],
    ['a list with something else in it', ['a', 5], {}, /it got 5/],
    ['an empty chat in a list', [[]], {}, /it got an empty list/],
    ['a message without a role', [{ content: 'Hi' }], {}, /it got an object with content/],
    ['a message without content', [{ role: 'user' }], {}, /it got an object with role/],
    ['an option of a similar name', 'A', { return_fulltext: false }, /did you mean "return_full_text"/],
    ['two things to return', 'A', { return_full_text: true, return_tensors: true }, /contradict/],
    ['scores', 'A', { return_dict_in_generate: true }, /is an option of model\.generate\(\)/],
    ['tools for a text', 'A', { tools: [] }, /tools is an option for chats/],
    [
      'a prefix for a chat',
      [{ role: 'user', content: 'A' }],
      { prefix: 'B' },
      /prefix is an option for texts/,
    ],
    [
      'a chat without a template',
      [{ role: 'user', content: 'A' }],
      {},
      /tokenizer_encode_kwargs: \{ chat_template:/,
    ],
    ['an empty stop sequence', 'A', { stop_sequence: '' }, /stop_sequence/],
    ['no batch', 'A', { batch_size: 0 }, /batch_size/],
    ['a seed too many', 'A', { seed: [1, 2] }, /seed has 2 numbers for 1 prompts/],
    ['no hole', 'A', { handle_long_generation: 'cut' }, /handle_long_generation is "hole"/],
    ['no room', 'A', { handle_long_generation: 'hole', max_new_tokens: 300 }, /leaves no room/],
  ])('refuses %s', async (_, input, options, message) => {
    const refused = generator(input as string, options);
    await expect(refused).rejects.toThrow(message);
  });

  it('refuses to stream several texts', async () => {
    await expect(generator.stream('A', { num_return_sequences: 2 }).next()).rejects.toThrow(/one text/);
    await expect(generator.stream('A', { do_sample: false, num_beams: 2 }).next()).rejects.toThrow(
      InvalidArgumentError,
    );
  });
});
