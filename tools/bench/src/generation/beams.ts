/** Measures beam search in this process: `beams.ts <folder>`, a request as JSON on stdin, figures on stdout. */
import { readFileSync } from 'node:fs';
import { AutoModelForCausalLM } from '@automodel/causal-lm';
import type { DecodingState } from '@automodel/generation';
import type { BeamFigures, BeamRequest } from './index.js';

const [folder] = process.argv.slice(2);
const { prompt, beams, newTokens } = JSON.parse(readFileSync(0, 'utf8')) as BeamRequest;
const model = await AutoModelForCausalLM.from_pretrained(folder);

/** Milliseconds and how often. */
const spent = { start: 0, step: 0, reorder: 0 };
const times = { start: 0, step: 0, reorder: 0 };

async function timed<T>(what: keyof typeof spent, work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  spent[what] += performance.now() - begun;
  times[what]++;
  return result;
}

const start = model.start.bind(model);
model.start = async (options) => {
  const state = await timed('start', () => start(options));
  const { step, reorder } = { step: state.step.bind(state), reorder: state.reorder.bind(state) };
  return Object.assign(state, {
    step: (tokens: ArrayLike<number>, signal?: AbortSignal) => timed('step', () => step(tokens, signal)),
    reorder: (parents: ArrayLike<number>) => {
      const begun = performance.now();
      reorder(parents);
      spent.reorder += performance.now() - begun;
      times.reorder++;
    },
  } satisfies Partial<DecodingState>);
};

const begun = performance.now();
await model.generate({
  input_ids: [prompt],
  num_beams: beams,
  max_new_tokens: newTokens,
  min_new_tokens: newTokens,
});
const figures: BeamFigures = {
  totalMs: performance.now() - begun,
  prefills: times.start,
  prefillMs: spent.start,
  stepMs: spent.step / times.step,
  reorderMs: spent.reorder / times.reorder,
};
console.log(JSON.stringify(figures));
