import { join } from 'node:path';
import { stack, type Tensor } from '@automodel/core';
import { fixtureNames, fixtureTensors, readFixture, type Oracle } from './fixtures.js';
import type { ExpectedOutput } from './logits.js';

/** What a vision network computes in Python (`logits/<name>.json` of kind `vision`). */
export interface VisionFixture {
  readonly name: string;
  /** Absolute path of the checkpoint. */
  readonly folder: string;
  /** Python's class, for example `ViTForImageClassification`. */
  readonly class: string;
  readonly batches: readonly {
    readonly name: string;
    /** Paths of the pictures that `pixel_values` were made of, where there are such. */
    readonly images: readonly string[];
    /** float32 `[batch, channels, height, width]` */
    readonly pixel_values: Tensor;
    readonly interpolate_pos_encoding?: boolean;
    readonly outputs: Readonly<Record<string, ExpectedOutput>>;
    readonly hiddenStates: readonly Tensor[];
  }[];
}

interface RawVisionFixture {
  model: string;
  class: string;
  kind: string;
  pixels: string;
  batches: {
    name: string;
    images?: string[];
    inputs: { pixel_values: string[]; interpolate_pos_encoding?: boolean };
    outputs: Record<string, { tensor: string; shape: number[] }>;
    hidden?: { hidden_states: string[] };
  }[];
}

/** The vision networks of an oracle. */
export function visionFixtures(oracle: Oracle): VisionFixture[] {
  return fixtureNames(oracle, 'logits').flatMap((name) => {
    const raw = readFixture(oracle, `logits/${name}.json`) as RawVisionFixture;
    return raw.kind === 'vision' ? [readVision(oracle, name, raw)] : [];
  });
}

function readVision(oracle: Oracle, name: string, raw: RawVisionFixture): VisionFixture {
  const tensor = fixtureTensors(oracle, `logits/${name}.safetensors`);
  const pixels = fixtureTensors(oracle, join('logits', raw.pixels));
  const batches = raw.batches.map(({ name, images = [], inputs, outputs, hidden }) => ({
    name,
    images: images.map((image) => join(oracle.folder, 'images', image)),
    pixel_values: stack(inputs.pixel_values.map(pixels)),
    interpolate_pos_encoding: inputs.interpolate_pos_encoding,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([key, { tensor: values, shape }]) => [
        key,
        { shape, values: tensor(values) },
      ]),
    ),
    hiddenStates: (hidden?.hidden_states ?? []).map(tensor),
  }));
  return { name, folder: join(oracle.folder, raw.model), class: raw.class, batches };
}
