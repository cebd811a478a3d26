import { ModelConfigError } from '../config.js';
import type { RopeParameters } from './rope-parameters.js';

/** Frequencies of rotary position embeddings, `[turned elements / 2]`: a position turns by them times its number. */
export interface RopeFrequencies {
  readonly frequencies: Float32Array;
  /** Those of contexts longer than the model was first trained on (LongRoPE). */
  readonly long?: Float32Array;
  /** What cosines and sines are multiplied by. */
  readonly scale: number;
}

/**
 * Rotary position embeddings and their ways to longer contexts: linear interpolation (https://arxiv.org/abs/2306.15595),
 * YaRN (https://arxiv.org/abs/2309.00071), LongRoPE (https://arxiv.org/abs/2402.13753), Llama 3.1. Dynamic NTK scaling
 * depends on the length of the context and begins as the plain form.
 *
 * @param dimensions elements of a head that are turned
 * @param maxPositions the config's `max_position_embeddings`
 */
export function ropeFrequencies(
  rope: RopeParameters,
  dimensions: number,
  maxPositions: number,
): RopeFrequencies {
  const plain = plainFrequencies(rope.rope_theta, dimensions);
  const factor = rope.factor ?? maxPositions / original(rope);
  switch (rope.rope_type) {
    case 'default':
    case 'dynamic':
      return { frequencies: plain, scale: 1 };
    case 'linear':
      return { frequencies: plain.map((frequency) => frequency / factor), scale: 1 };
    case 'llama3':
      return { frequencies: plain.map((frequency) => llama3Frequency(frequency, rope)), scale: 1 };
    case 'yarn':
      return { frequencies: yarnFrequencies(plain, factor, rope), scale: yarnScale(factor, rope) };
    case 'longrope': {
      const scale = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original(rope)));
      const divide = (divisors: readonly number[]): Float32Array => {
        if (divisors.length !== plain.length) {
          const reason = `short_factor and long_factor need ${plain.length} numbers, not ${divisors.length}`;
          throw new ModelConfigError(`config.json does not describe a network: rope_parameters: ${reason}`);
        }
        return plain.map((frequency, i) => frequency / divisors[i]);
      };
      return {
        frequencies: divide(rope.short_factor!),
        long: divide(rope.long_factor!),
        scale: rope.attention_factor ?? scale,
      };
    }
  }
}

/** Length of the contexts that the model was first trained on. */
export function original(rope: RopeParameters): number {
  return rope.original_max_position_embeddings!;
}

function plainFrequencies(theta: number, dimensions: number): Float32Array {
  // Rounded as Python rounds on its way.
  return Float32Array.from(
    { length: Math.ceil(dimensions / 2) },
    (_, i) => 1 / Math.fround(theta ** Math.fround((2 * i) / dimensions)),
  );
}

/** Long waves are stretched, short ones stay, and those between are between. */
function llama3Frequency(frequency: number, rope: RopeParameters): number {
  const { factor, low_freq_factor: low, high_freq_factor: high } = rope as Record<string, number>;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < original(rope) / high) return frequency;
  if (wavelength > original(rope) / low) return frequency / factor;
  const smooth = (original(rope) / wavelength - low) / (high - low);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}

function yarnFrequencies(plain: Float32Array, factor: number, rope: RopeParameters): Float32Array {
  const dimensions = 2 * plain.length;
  // The element that turns so many times within the original context.
  const elementOf = (rotations: number): number =>
    (dimensions * Math.log(original(rope) / (rotations * 2 * Math.PI))) / (2 * Math.log(rope.rope_theta));
  let [low, high] = [elementOf(rope.beta_fast ?? 32), elementOf(rope.beta_slow ?? 1)];
  if (rope.truncate ?? true) [low, high] = [Math.floor(low), Math.ceil(high)];
  [low, high] = [Math.max(low, 0), Math.min(high, dimensions - 1)];
  if (low === high) high += 0.001;
  return plain.map((frequency, i) => {
    const interpolated = Math.min(1, Math.max(0, (i - low) / (high - low)));
    return (frequency / factor) * interpolated + frequency * (1 - interpolated);
  });
}

function yarnScale(factor: number, rope: RopeParameters): number {
  if (rope.attention_factor != null) return rope.attention_factor;
  const scale = (weight: number): number => (factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1);
  const { mscale, mscale_all_dim: all } = rope;
  return mscale && all ? scale(mscale) / scale(all) : scale(1);
}
