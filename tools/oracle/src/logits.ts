import { join } from 'node:path';
import { Tensor } from '@automodel/core';
import { fixtureNames, fixtureTensors, maxAbsDifference, readFixture, type Oracle } from './fixtures.js';

/** A network's outputs in Python (`logits/<name>.json`). */
export interface LogitsFixture {
  readonly name: string;
  /** Absolute path of the checkpoint. */
  readonly folder: string;
  /** Python's class, for example `BertForMaskedLM`. */
  readonly class: string;
  readonly batches: readonly {
    readonly name: string;
    readonly inputs: {
      readonly input_ids: Tensor<'int32'>;
      readonly attention_mask?: Tensor<'int32'>;
      readonly token_type_ids?: Tensor<'int32'>;
      readonly position_ids?: Tensor<'int32'>;
      readonly decoder_input_ids?: Tensor<'int32'>;
      readonly decoder_attention_mask?: Tensor<'int32'>;
    };
    readonly outputs: Readonly<Record<string, ExpectedOutput>>;
    readonly hiddenStates: readonly Tensor[];
    /** Of encoder-decoders, where the fixture has them. */
    readonly encoderHiddenStates: readonly Tensor[];
    readonly decoderHiddenStates: readonly Tensor[];
    /** Of each layer `[batch, heads, sequence, sequence]`, where the fixture has them. */
    readonly attentions: readonly Tensor[];
  }[];
}

/** An output of a network, or some of its elements. */
export interface ExpectedOutput {
  readonly shape: readonly number[];
  readonly values: Tensor;
  /** Of each batch row, the sequence positions that `values` hold; all if left out. */
  readonly positions?: readonly number[];
  /** Of all elements, `values` hold every `stride`-th; all if left out. */
  readonly stride?: number;
}

interface RawLogitsFixture {
  model: string;
  class: string;
  batches: {
    name: string;
    inputs: Record<string, number[][]>;
    outputs: Record<string, { tensor: string; shape: number[]; positions?: number[]; stride?: number }>;
    hidden?: {
      hidden_states?: string[];
      encoder_hidden_states?: string[];
      decoder_hidden_states?: string[];
    };
    attentions?: string[];
  }[];
}

/** The networks of an oracle of one kind: `encoder-mlm`, `encoder-base`, `encoder-seqcls`, `decoder`, ... */
export function logitsFixtures(oracle: Oracle, kinds: RegExp): LogitsFixture[] {
  return fixtureNames(oracle, 'logits').flatMap((name) => {
    const raw = readFixture(oracle, `logits/${name}.json`) as RawLogitsFixture & { kind: string };
    return kinds.test(raw.kind) ? [readLogits(oracle, name, raw)] : [];
  });
}

function readLogits(oracle: Oracle, name: string, raw: RawLogitsFixture): LogitsFixture {
  const tensor = fixtureTensors(oracle, `logits/${name}.safetensors`);
  const batches = raw.batches.map(({ name, inputs, outputs, hidden, attentions = [] }) => ({
    name,
    inputs: {
      ...mapValues(inputs, int32),
      input_ids: int32(inputs.input_ids),
    },
    outputs: mapValues(outputs, ({ tensor: key, ...rest }) => ({ ...rest, values: tensor(key) })),
    hiddenStates: (hidden?.hidden_states ?? []).map(tensor),
    encoderHiddenStates: (hidden?.encoder_hidden_states ?? []).map(tensor),
    decoderHiddenStates: (hidden?.decoder_hidden_states ?? []).map(tensor),
    attentions: attentions.map(tensor),
  }));
  return { name, folder: join(oracle.folder, raw.model), class: raw.class, batches };
}

function int32(rows: number[][]): Tensor<'int32'> {
  return new Tensor('int32', rows.flat(), [rows.length, rows[0].length]);
}

function mapValues<A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}

/**
 * The largest absolute difference to Python's values. Values at padding mean nothing and are not compared.
 *
 * @param mask the attention mask, `[batch, sequence]`, of an output with a vector or a number for each token
 */
export function differenceFromOracle(actual: Tensor, expected: ExpectedOutput, mask?: Tensor): number {
  const { shape, values, positions, stride = 1 } = expected;
  if (String(actual.dims) !== String(shape)) throw new Error(`shape [${actual.dims}], expected [${shape}]`);
  const [batch, sequence, width = 1] = mask ? shape : [1, 1, actual.size];
  const columns = positions ?? Array.from({ length: sequence }, (_, i) => i);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let b = 0; b < batch; b++) {
    columns.forEach((column, c) => {
      const row = b * sequence + column;
      if (mask && !Number(mask.data[row])) return;
      for (let w = 0; w < width; w++) {
        const index = (b * columns.length + c) * width + w;
        if (index % stride !== 0) continue;
        ours.push(Number(actual.data[row * width + w]));
        theirs.push(Number(values.data[index / stride]));
      }
    });
  }
  return maxAbsDifference(ours, theirs);
}
