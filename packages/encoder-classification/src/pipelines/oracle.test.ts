import { join } from 'node:path';
import type { Tensor } from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { fixtureTensors, maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeatureExtractionPipeline } from './feature-extraction-pipeline.js';
import { QuestionAnsweringPipeline } from './question-answering-pipeline.js';
import { TextClassificationPipeline } from './text-classification-pipeline.js';
import { TokenClassificationPipeline } from './token-classification-pipeline.js';
import { ZeroShotClassificationPipeline } from './zero-shot-classification-pipeline.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** A case of Python's pipelines. */
interface Case {
  name: string;
  task: string;
  model: string;
  inputs: never;
  init: object;
  args: Record<string, unknown>;
  output: unknown;
  output_tensors?: string[];
}

interface AnyPipeline {
  (...inputs: unknown[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** How each task is loaded, and called as users of `@huggingface/transformers` call it. */
const tasks: Record<
  string,
  {
    load: (model: string, options: LoadOptions) => Promise<unknown>;
    call: (pipe: AnyPipeline, inputs: unknown, options: Record<string, unknown>) => Promise<unknown>;
  }
> = {
  'text-classification': {
    load: (...args) => TextClassificationPipeline.from_pretrained(...args),
    call: (pipe, inputs, options) => pipe(inputs, options),
  },
  'token-classification': {
    load: (...args) => TokenClassificationPipeline.from_pretrained(...args),
    call: (pipe, inputs, options) => pipe(inputs, options),
  },
  'zero-shot-classification': {
    load: (...args) => ZeroShotClassificationPipeline.from_pretrained(...args),
    call: (pipe, inputs, { candidate_labels, ...options }) => pipe(inputs, candidate_labels, options),
  },
  'question-answering': {
    load: (...args) => QuestionAnsweringPipeline.from_pretrained(...args),
    call: (pipe, inputs, options) => {
      const { question, context } = inputs as { question: string; context: string };
      return pipe(question, context, options);
    },
  },
  'feature-extraction': {
    load: (...args) => FeatureExtractionPipeline.from_pretrained(...args),
    call: (pipe, inputs, options) => pipe(inputs, options),
  },
};

/** Answers to compare: scores as close as float32 allows, places in Python's code points. */
function comparable(output: unknown, text?: string): unknown {
  if (Array.isArray(output)) return output.map((value) => comparable(value, text));
  if (typeof output === 'number') return Number(output.toFixed(4));
  if (typeof output !== 'object' || output === null) return output;
  return Object.fromEntries(
    Object.entries(output).map(([key, value]: [string, unknown]) => [
      key,
      text !== undefined && (key === 'start' || key === 'end')
        ? [...text.slice(0, value as number)].length
        : comparable(value, text),
    ]),
  );
}

/** The text that offsets point into, where there is only one. */
function textOf({ task, inputs }: Case): string | undefined {
  const text = task === 'question-answering' ? (inputs as { context: unknown }).context : inputs;
  return typeof text === 'string' && task !== 'text-classification' ? text : undefined;
}

describe.each(oracles)('pipelines of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const cases = ['pipelines.json', 'pipelines-v4.json']
    .flatMap((file) => (readFixture(oracle, file) as { cases: Case[] }).cases)
    .filter(({ task }) => Object.hasOwn(tasks, task));
  const models = [...new Set(cases.map(({ task, model }) => `${task} ${model}`))];

  describe.each(backends)('on %s', (backend) => {
    describe.each(models)('%s', (taskAndModel) => {
      const [task, model] = taskAndModel.split(' ');
      let pipe: AnyPipeline;
      beforeAll(async () => {
        pipe = (await tasks[task].load(join(oracle.folder, model), { backend })) as AnyPipeline;
      });
      afterAll(() => pipe.dispose());

      const ours = cases.filter((one) => one.task === task && one.model === model);
      it.each(ours)('$name', async (one) => {
        const result = await tasks[task].call(pipe, one.inputs, { ...one.init, ...one.args });
        if (one.output_tensors) {
          const tensors = one.output_tensors.map(fixtureTensors(oracle, 'pipelines.safetensors'));
          tensors.forEach((expected, i) => {
            const row = (result as Tensor).at(i).data.slice(0, expected.size) as Float32Array;
            expect(maxAbsDifference(row, expected.data as Float32Array)).toBeLessThan(1e-4);
          });
        } else expect(comparable(result, textOf(one))).toEqual(comparable(one.output));
      });
    });
  });
});

describe.each(oracles)('mini-distilbert-sst2 of the $name oracle', (oracle) => {
  it.skipIf(!oracle.present).each(backends)('judges as in Python, on %s', async (backend) => {
    const { cases } = readFixture(oracle, 'real/mini-distilbert-sst2.json') as {
      cases: { text: string; output: unknown }[];
    };
    await using classifier = await TextClassificationPipeline.from_pretrained('mini-distilbert-sst2', {
      backend,
    });
    const results = await classifier(
      cases.map(({ text }) => text),
      { top_k: null },
    );
    expect(comparable(results)).toEqual(comparable(cases.map(({ output }) => output)));
  });
});
