import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { GenerateOptions, LogitsProcessor } from '@automodel/generation';
import { oracles } from '@automodel/oracle';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

const GENERATIONS = 2000;
const WARM_UP = 500;
/** What an allocator may keep for itself; the caches of the generations behind the warm-up are about 150 MB together. */
const ALLOWED_MB = 32;

let model: CausalLanguageModel;
beforeAll(async () => {
  model = await AutoModelForCausalLM.from_pretrained(join(oracles[0].folder, 'models/gpt2'));
});
afterAll(() => model.dispose());

/** What may happen to a generation. */
const troubles = [
  'abort',
  'abort in a step',
  'throwing callback',
  'throwing processor',
  'NaN',
  'wrong option',
  'left loop',
] as const;
type Fate = 'nothing' | (typeof troubles)[number];
const fates = fc.oneof(fc.constant<Fate>('nothing'), fc.constantFrom<Fate>(...troubles));

const strategies: fc.Arbitrary<GenerateOptions> = fc.oneof(
  fc.constant({}),
  fc.record({ num_beams: fc.integer({ min: 2, max: 4 }), early_stopping: fc.boolean() }),
  fc.constant({ num_beams: 4, num_beam_groups: 2, diversity_penalty: 0.5 }),
  fc.constant({ num_beams: 3, force_words_ids: [[5, 6]] }),
  fc.record({ penalty_alpha: fc.constant(0.6), top_k: fc.integer({ min: 2, max: 5 }) }),
  fc.record({
    do_sample: fc.constant(true),
    seed: fc.nat(),
    temperature: fc.double({ min: 0.2, max: 3, noNaN: true }),
    top_k: fc.nat(40),
    top_p: fc.double({ min: 0.1, max: 1, noNaN: true }),
    num_return_sequences: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do_sample: fc.constant(true), num_beams: fc.constant(3), seed: fc.nat() }),
  fc.record({ guidance_scale: fc.double({ min: 1.1, max: 3, noNaN: true }) }),
);

const processors = fc.record(
  {
    repetition_penalty: fc.double({ min: 0.8, max: 2, noNaN: true }),
    no_repeat_ngram_size: fc.integer({ min: 1, max: 3 }),
    suppress_tokens: fc.constant([1, 2, 3]),
    min_new_tokens: fc.integer({ min: 1, max: 6 }),
  },
  { requiredKeys: [] },
);

const generations = fc.record({
  prompts: fc.array(fc.array(fc.integer({ min: 5, max: 250 }), { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 3,
  }),
  max_new_tokens: fc.integer({ min: 6, max: 12 }),
  strategy: strategies,
  processed: processors,
  fate: fates,
  step: fc.integer({ min: 1, max: 4 }),
});
type Generation = typeof generations extends fc.Arbitrary<infer T> ? T : never;

/** Prompts with padding on the left. */
function padded(prompts: readonly (readonly number[])[]) {
  const length = Math.max(...prompts.map((prompt) => prompt.length));
  const padding = prompts.map((prompt) => new Array<number>(length - prompt.length).fill(0));
  return {
    input_ids: prompts.map((prompt, i) => [...padding[i], ...prompt]),
    attention_mask: prompts.map((prompt, i) => [...padding[i], ...prompt.map(() => 1)]),
  };
}

async function generate(given: Generation): Promise<void> {
  const { prompts, max_new_tokens, strategy, processed, fate, step } = given;
  const inputs = padded(prompts);
  const options: GenerateOptions = {
    eos_token_id: 7,
    pad_token_id: 0,
    max_new_tokens,
    ...strategy,
    ...processed,
  };
  const controller = new AbortController();
  let steps = 0;
  const isTime = (): boolean => ++steps === step;
  const abort = (): void => {
    if (isTime()) controller.abort();
  };
  const fail = (): void => {
    if (isTime()) throw new Error('on purpose');
  };
  const spoil: LogitsProcessor = {
    process: (_, scores) => {
      if (isTime()) scores.fill(NaN);
    },
  };
  const { signal } = controller;
  const more: Record<Fate, GenerateOptions> = {
    nothing: {},
    'left loop': { num_beams: 1 },
    abort: { signal, onStep: abort },
    'abort in a step': { signal },
    'throwing callback': { onStep: fail },
    'throwing processor': { logits_processor: [{ process: fail }] },
    NaN: { logits_processor: [spoil], do_sample: true },
    'wrong option': { top_p: 0 },
  };
  if (fate === 'abort in a step') {
    setTimeout(() => {
      controller.abort();
    }, step);
  }
  if (fate !== 'left loop') await model.generate(inputs, { ...options, ...more[fate] });
  else {
    for await (const { tokens } of model.stream(inputs, { ...options, ...more[fate] })) {
      if (tokens.length > 0) break;
    }
  }
}

it('keeps neither memory nor harm of 2,000 generations, aborted and failed ones among them', async () => {
  const reference = { input_ids: [[5, 6, 7, 8]] };
  const expected = (await model.generate(reference, { max_new_tokens: 10 })).tolist();
  const failed = new Map<Fate, number>();
  let before = 0;
  for (const [i, generation] of fc.sample(generations, { numRuns: GENERATIONS, seed: 1 }).entries()) {
    await generate(generation).catch((error: unknown) => {
      // What nothing happens to succeeds.
      if (generation.fate === 'nothing') throw error;
      failed.set(generation.fate, (failed.get(generation.fate) ?? 0) + 1);
    });
    if (i % 50 === 0) {
      expect((await model.generate(reference, { max_new_tokens: 10 })).tolist()).toEqual(expected);
    }
    if (i === WARM_UP) before = residentMB();
  }
  expect(residentMB() - before).toBeLessThan(ALLOWED_MB);
  for (const trouble of troubles.filter((name) => name !== 'left loop')) {
    expect(failed.get(trouble)).toBeGreaterThan(50);
  }
}, 120_000);

/** Resident memory behind a garbage collection. */
function residentMB(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage.rss() / 2 ** 20;
}
