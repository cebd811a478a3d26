/** Measures decode speed in this process: `run.ts <folder> <engine>`, a request as JSON on stdin, figures on stdout. */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DecodeFigures, DecodeRequest } from './index.js';

/** What both libraries' `generate` tells a streamer; the first call is for the prompt. */
class Clock {
  readonly times: number[] = [];

  put(): void {
    this.times.push(performance.now());
  }

  end(): void {
    // Nothing is kept back.
  }
}

type Generate = (prompt: readonly number[], streamer: Clock, newTokens: number) => Promise<unknown>;

const [folder, engine] = process.argv.slice(2);
const { prompts, newTokens, rounds } = JSON.parse(readFileSync(0, 'utf8')) as DecodeRequest;
const generate = await (engine === 'transformers.js' ? loadPeer() : loadOurs());

const tokensPerSecond: number[] = [];
const residentMB: number[] = [];
for (const prompt of prompts) {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const clock = new Clock();
    await generate(prompt, clock, newTokens);
    const { times } = clock;
    best = Math.max(best, (1000 * (times.length - 2)) / (times[times.length - 1] - times[1]));
  }
  tokensPerSecond.push(best);
  residentMB.push(process.memoryUsage.rss() / 1e6);
}
const figures: DecodeFigures = { tokensPerSecond, residentMB };
console.log(JSON.stringify(figures));

async function loadOurs(): Promise<Generate> {
  const { AutoModelForCausalLM } = await import('@automodel/causal-lm');
  const model = await AutoModelForCausalLM.from_pretrained(folder, {
    backend: engine as 'native' | 'onnxruntime-node',
  });
  return (prompt, streamer, max_new_tokens) =>
    model.generate({
      input_ids: [prompt],
      streamer,
      max_new_tokens,
      min_new_tokens: max_new_tokens,
      do_sample: false,
    });
}

async function loadPeer(): Promise<Generate> {
  const { AutoModelForCausalLM, env, Tensor } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const model = await AutoModelForCausalLM.from_pretrained(basename(folder), {
    dtype: 'fp32',
    use_external_data_format: true,
  });
  return (prompt, streamer, max_new_tokens) => {
    const shape = [1, prompt.length];
    const int64 = (values: readonly number[]): unknown =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), shape);
    return model.generate({
      inputs: int64(prompt),
      attention_mask: int64(prompt.map(() => 1)),
      streamer,
      max_new_tokens,
      min_new_tokens: max_new_tokens,
      do_sample: false,
    } as never);
  };
}
