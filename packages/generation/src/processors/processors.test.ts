import { describe, expect, it } from 'vitest';
import { fixtureNames, fixtureTensors, oracles, readFixture } from '@automodel/oracle';
import { prepareLengths, resolveGenerationConfig, type GenerationOptions } from '../config/index.js';
import { buildLogitsProcessors } from './build.js';
import * as processors from './index.js';
import type { LogitsProcessor } from './index.js';

interface Case {
  name: string;
  class: string;
  args: Record<string, unknown>;
  order?: string[];
  scores: string;
  input_ids: string;
  output: string;
  borderline?: boolean;
}

interface Fixture {
  vocab_size: number;
  cases: Case[];
}

/** Processors for models of speech and music, which have no place here. */
const forAudio = [
  'AlternatingCodebooksLogitsProcessor',
  'BarkEosPrioritizerLogitsProcessor',
  'ClassifierFreeGuidanceLogitsProcessor',
  'WhisperTimeStampLogitsProcessor',
];

const fixtures = oracles
  .filter(({ present }) => present)
  .flatMap((oracle) =>
    fixtureNames(oracle, '.')
      .filter((name) => ['processors', 'processors-more'].includes(name))
      .map((name) => ({ oracle, name, of: oracle.name })),
  );

describe.each(fixtures)('logits processors as in Python ($name of the $of oracle)', ({ oracle, name }) => {
  const { vocab_size, cases } = readFixture(oracle, `${name}.json`) as Fixture;
  const tensor = fixtureTensors(oracle, `${name}.safetensors`);
  const rowsOf = (name: string): number[][] => {
    const { data, dims } = tensor(name);
    const width = dims[dims.length - 1];
    const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
    return Array.from({ length: numbers.length / width }, (_, i) =>
      numbers.slice(i * width, (i + 1) * width),
    );
  };
  const idsOf = (name: string): Int32Array[] => rowsOf(name).map((row) => Int32Array.from(row));

  it.for(cases.filter((given) => !forAudio.includes(given.class)))('$class: $name', (given, { skip }) => {
    if (given.borderline) return skip('a token lies exactly on the threshold');
    const sequences = idsOf(given.input_ids);
    const processor =
      given.class === 'chain'
        ? chain(given, sequences, vocab_size)
        : single(given, idsOf, vocab_size, sequences[0].length);
    const expected = rowsOf(given.output);
    rowsOf(given.scores).forEach((row, i) => {
      const scores = Float32Array.from(row);
      processor.process(sequences[i], scores, i);
      expectClose(scores, expected[i]);
    });
  });
});

describe.each(oracles)('Hamming diversity as in Python ($name oracle)', (oracle) => {
  if (!oracle.present) return it.skip('is not here');
  const { cases } = readFixture(oracle, 'processors-v4.json') as {
    cases: {
      args: { diversity_penalty: number; num_beams: number; num_beam_groups: number };
      beam_group_idx: number;
      current_tokens: number[];
      scores: number[][];
      output: number[][];
    }[];
  };
  it.each(cases)(
    '$args, group $beam_group_idx',
    ({ args, beam_group_idx, current_tokens, scores, output }) => {
      const beams = args.num_beams / args.num_beam_groups;
      const processor = new processors.HammingDiversityLogitsProcessor(args.diversity_penalty, (row) => {
        const first = Math.floor(row / beams) * args.num_beams;
        return current_tokens.slice(first, first + beam_group_idx * beams);
      });
      scores.forEach((row, i) => {
        const changed = Float32Array.from(row);
        processor.process(new Int32Array(1), changed, i);
        expectClose(changed, output[i]);
      });
    },
  );
});

describe('SynthID over several steps, as in Python', () => {
  interface Steps {
    config: ConstructorParameters<typeof processors.SynthIDTextWatermarkLogitsProcessor>[0];
    prompt_length: number;
    steps: { skip: boolean; ids: number[]; scores: number[]; out: number[] }[];
  }
  const { config, prompt_length, steps } = readFixture(oracles[0], 'synth-id.json') as Steps;

  // Contexts occur again in these rows, within and beyond the history that is kept.
  it.each(steps)('$ids, skipping the first calls: $skip', ({ skip, ids, scores, out }) => {
    const settings = { ...config, skip_first_ngram_calls: skip };
    const processor = new processors.SynthIDTextWatermarkLogitsProcessor(settings, prompt_length);
    const changed = Float32Array.from(scores);
    processor.process(Int32Array.from(ids), changed);
    expectClose(changed, out);
  });
});

describe('classifier-free guidance', () => {
  // Python: w * (log_softmax(with) - log_softmax(without)) + log_softmax(without)
  it('goes from the unconditional scores through the conditional ones', () => {
    const scores = Float32Array.of(1, 2, 3);
    const guided = new processors.UnbatchedClassifierFreeGuidanceLogitsProcessor(1.5, () =>
      Float32Array.of(0, 0, 0),
    );
    guided.process(Int32Array.of(1), scores, 0);
    expectClose(scores, [-3.0621027, -1.5621027, -0.0621027]);
  });
});

describe('tokens that a function allows', () => {
  const allow = (ids: number[], beams: number) =>
    new processors.PrefixConstrainedLogitsProcessor(() => ids, beams, beams);

  it('come in spite of other processors, unless other beams can go on', () => {
    const banned = (): Float32Array => Float32Array.of(-Infinity, -Infinity, 1);
    const [alone, beam] = [banned(), banned()];
    allow([0, 1], 1).process(Int32Array.of(5), alone, 0);
    allow([0, 1], 2).process(Int32Array.of(5), beam, 0);
    expect([...alone]).toEqual([0, 0, -Infinity]);
    expect([...beam]).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  it('must be some', () => {
    expect(() => allow([], 1).process(Int32Array.of(5, 6), new Float32Array(3), 4)).toThrow(
      'allows no token after 2 tokens of prompt 4',
    );
  });
});

describe('scores that no token can be chosen from', () => {
  it.each([NaN, Infinity])('%s is refused', (value) => {
    const check = new processors.FiniteLogitsCheck();
    expect(() => check.process(Int32Array.of(1, 2), Float32Array.of(0, value, -Infinity), 3)).toThrow(
      `score of token 1 after 2 tokens of row 3 is ${value}; remove_invalid_values`,
    );
  });
});

function chain(given: Case, sequences: Int32Array[], vocabSize: number): LogitsProcessor {
  const { input_ids_seq_length, ...args } = given.args;
  const config = resolveGenerationConfig({ call: { ...(args as GenerationOptions), do_sample: true } });
  const promptLength = Number(input_ids_seq_length);
  // The cases are without Python's preparation, which turns min_new_tokens into min_length, too.
  const prepared = { ...prepareLengths(config, { promptLength }), min_length: config.min_length ?? 0 };
  const list = buildLogitsProcessors(prepared, {
    vocabSize,
    promptLength,
    inputIds: sequences,
    rowsPerPrompt: 1,
  });
  const names = list.processors.map((processor) => processor.constructor.name);
  expect(names.filter((name) => name !== 'FiniteLogitsCheck')).toEqual(given.order);
  return list;
}

function single(
  { class: name, args }: Case,
  idsOf: (name: string) => Int32Array[],
  vocabSize: number,
  length: number,
): LogitsProcessor {
  const values = Object.entries(args).map(([key, value]) => {
    if (key === 'encoder_input_ids') return idsOf(value as string);
    return key === 'eos_token_id' ? [value ?? []].flat() : value;
  });
  switch (name) {
    case 'SequenceBiasLogitsProcessor': {
      const biases = values[0] as [number[], number | string][];
      return new processors.SequenceBiasLogitsProcessor(
        biases.map(([tokens, bias]) => [tokens, Number(bias)]),
        vocabSize,
      );
    }
    case 'NoBadWordsLogitsProcessor':
      return new processors.NoBadWordsLogitsProcessor(
        values[0] as number[][],
        values[1] as number[],
        vocabSize,
      );
    case 'PrefixConstrainedLogitsProcessor': {
      const allowed = values[0] as Record<number, number[]>;
      const beams = values[1] as number;
      return new processors.PrefixConstrainedLogitsProcessor((prompt) => allowed[prompt], beams, beams);
    }
    case 'WatermarkLogitsProcessor':
      return new processors.WatermarkLogitsProcessor(vocabSize, args);
    case 'SynthIDTextWatermarkLogitsProcessor': {
      const config = args as unknown as ConstructorParameters<
        typeof processors.SynthIDTextWatermarkLogitsProcessor
      >[0];
      return new processors.SynthIDTextWatermarkLogitsProcessor(config, length);
    }
    default: {
      const classes = processors as unknown as Record<string, new (...values: unknown[]) => LogitsProcessor>;
      expect(classes[name], name).toBeDefined();
      return new classes[name](...values);
    }
  }
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expected.forEach((value, i) => {
    if (Number.isFinite(value)) {
      const tolerance = 2e-5 + Math.abs(value) * 1e-5;
      expect(Math.abs(actual[i] - value), `token ${i}: ${actual[i]} instead of ${value}`).toBeLessThan(
        tolerance,
      );
    } else expect(actual[i], `token ${i}`).toBe(value);
  });
}
