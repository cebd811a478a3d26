import { join } from 'node:path';
import type { Tensor } from '@automodel/core';
import { fixtureNames, fixtureTensors, maxAbsDifference, readFixture, type Oracle } from './fixtures.js';

/** What a network holds while it generates, as `tools/oracle/make-generated-layers.py` writes it. */
export interface GeneratedLayersFixture {
  readonly name: string;
  /** The folder of the model. */
  readonly folder: string;
  readonly inputs: Readonly<Record<string, number[][]>> & { attention_mask: number[][] };
  readonly kwargs: {
    readonly max_new_tokens: number;
    readonly eos_token_id: number;
    readonly num_beams?: number;
  };
  readonly sequences: number[][];
  /** How many steps there are of each kind of layers; layers, if it is computed once. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly tensor: (name: string) => Tensor;
}

export function generatedLayers(oracle: Oracle, part: string): GeneratedLayersFixture[] {
  return fixtureNames(oracle, part).map((name) => {
    const fixture = readFixture(oracle, `${part}/${name}.json`) as GeneratedLayersFixture & { model: string };
    const tensor = fixtureTensors(oracle, `${part}/${name}.safetensors`);
    return { ...fixture, name, tensor, folder: join(oracle.folder, fixture.model) };
  });
}

/**
 * The largest difference between layers of one kind and Python's, among what belongs to tokens.
 *
 * @throws Error if there are more or fewer steps, or a shape is another
 */
export function layersDifference(fixture: GeneratedLayersFixture, kind: string, found: unknown): number {
  const steps = found as (Tensor | Tensor[])[];
  if (steps.length !== fixture.kinds[kind]) {
    throw new Error(`${kind} has ${steps.length} steps in place of ${fixture.kinds[kind]}`);
  }
  let largest = 0;
  steps.forEach((layers, step) => {
    [layers].flat().forEach((whole, i) => {
      const name = Array.isArray(layers) ? `${kind}.${step}.${i}` : `${kind}.${step}`;
      const expected = fixture.tensor(name);
      const layer = kind.endsWith('attentions') ? lastKeys(whole, expected.dims[3]) : whole;
      if (String(layer.dims) !== String(expected.dims)) {
        throw new Error(`${name} is [${layer.dims.join()}] in place of [${expected.dims.join()}]`);
      }
      for (let row = 0; row < expected.dims[0]; row++) {
        if (!kind.startsWith('encoder') && !isGoing(fixture, row, step)) continue;
        const values = [layer, expected].map((tensor) => valuesAtTokens(fixture, tensor, row, step));
        largest = Math.max(largest, maxAbsDifference(values[0], values[1]));
      }
    });
  });
  return largest;
}

/** Whether a row still computes in a step: what Python computes behind an end means nothing. */
function isGoing({ kwargs, sequences }: GeneratedLayersFixture, row: number, step: number): boolean {
  // No beam of these ends before the others.
  if (kwargs.num_beams) return true;
  const promptLength = sequences[0].length - kwargs.max_new_tokens;
  const end = sequences[row].indexOf(kwargs.eos_token_id, promptLength);
  return end < 0 || promptLength + step - 1 < end;
}

/** Of layers with a sliding window Python has the keys in it only. */
function lastKeys(attention: Tensor, count: number): Tensor {
  const before = attention.dims[3] - count;
  const unseen = attention.slice(null, null, null, [0, before]).data as Float32Array;
  if (unseen.some((share) => share !== 0)) throw new Error('a key before the window is seen');
  return attention.slice(null, null, null, [before, null]);
}

/** Of one row what belongs to tokens, without what padding of prompts computes: that comes first, on the left. */
function valuesAtTokens(
  { inputs, kwargs }: GeneratedLayersFixture,
  values: Tensor,
  row: number,
  step: number,
): number[] {
  const mask = inputs.attention_mask[Math.floor(row / (kwargs.num_beams ?? 1))];
  const padding = step === 0 ? mask.indexOf(1) : 0;
  const tokens = [padding, null] as const;
  const ofRow = values.slice(row, ...(values.dims.length === 4 ? [null, tokens] : [tokens]));
  return Array.from(ofRow.data as ArrayLike<number>);
}
