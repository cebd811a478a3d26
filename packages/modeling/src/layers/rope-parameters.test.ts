import { describe, expect, it } from 'vitest';
import { ModelConfigError } from '../config.js';
import { ropeFrequencies } from './rope-frequencies.js';
import { readRope, type RopeConfig } from './rope-parameters.js';

const read = (config: Partial<RopeConfig>): ReturnType<typeof readRope> =>
  readRope({ max_position_embeddings: 64, ...config });

describe('readRope', () => {
  it('brings the forms of transformers 5, of 4, and of GPT-NeoX together', () => {
    const expected = {
      rope_type: 'linear',
      rope_theta: 500,
      factor: 4,
      original_max_position_embeddings: 64,
    };
    const forms: Partial<RopeConfig>[] = [
      { rope_parameters: { rope_type: 'linear', rope_theta: 500, factor: 4 } },
      { rope_theta: 500, rope_scaling: { rope_type: 'linear', factor: 4 } },
      { rope_theta: 500, rope_scaling: { type: 'linear', factor: 4 } },
      { rotary_emb_base: 500, rope_scaling: { type: 'linear', factor: 4 } },
    ];
    for (const form of forms) expect(read(form)).toMatchObject(expected);
    expect(read({ rotary_pct: 0.25 })).toMatchObject({ rope_type: 'default', partial_rotary_factor: 0.25 });
    expect(read({ rope_scaling: null })).toMatchObject({ rope_type: 'default', rope_theta: 10_000 });
  });

  it('knows the first name of LongRoPE', () => {
    const scaling = { type: 'su', short_factor: [1], long_factor: [2] };
    const rope = read({ rope_scaling: scaling, original_max_position_embeddings: 16 });
    expect(rope).toMatchObject({ rope_type: 'longrope', original_max_position_embeddings: 16 });
  });

  it('takes the settings of a type of layers', () => {
    const rope_parameters = {
      full_attention: { rope_type: 'default', rope_theta: 1e6 },
      sliding_attention: { rope_type: 'default', rope_theta: 1e4 },
    };
    const config = { rope_parameters, max_position_embeddings: 64 };
    expect(readRope(config, {}, 'full_attention').rope_theta).toBe(1e6);
    expect(readRope(config, {}, 'sliding_attention').rope_theta).toBe(1e4);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a type that is not known', { rope_type: 'spiral' }, /rope_parameters\.rope_type: .*"spiral"/],
    ['a scaling without its factor', { rope_type: 'linear' }, /"linear" need factor/],
    ['a factor that is no number', { rope_type: 'linear', factor: 'two' }, /rope_parameters\.factor/],
    ['LongRoPE without factors', { rope_type: 'longrope' }, /need short_factor, long_factor/],
  ])('refuses %s', (_, rope_parameters, message) => {
    expect(() => read({ rope_parameters })).toThrow(ModelConfigError);
    expect(() => read({ rope_parameters })).toThrow(message);
  });
});

describe('ropeFrequencies', () => {
  it('refuses factors that do not fit the heads', () => {
    const rope = read({
      rope_parameters: { rope_type: 'longrope', short_factor: [1, 1], long_factor: [1, 1, 1] },
    });
    expect(() => ropeFrequencies(rope, 4, 64)).toThrow('need 2 numbers, not 3');
  });

  it('is the plain form where a scaling does nothing', () => {
    const { frequencies: plain } = ropeFrequencies(read({}), 8, 64);
    const scalings = [
      { rope_type: 'linear', factor: 1 },
      { rope_type: 'dynamic', factor: 8 },
      { rope_type: 'yarn', factor: 1 },
      { rope_type: 'llama3', factor: 1, low_freq_factor: 1, high_freq_factor: 4 },
      { rope_type: 'longrope', short_factor: [1, 1, 1, 1], long_factor: [2, 2, 2, 2] },
    ];
    for (const rope_parameters of scalings) {
      const { frequencies, scale } = ropeFrequencies(read({ rope_parameters }), 8, 64);
      frequencies.forEach((frequency, i) => {
        expect(frequency, rope_parameters.rope_type).toBeCloseTo(plain[i], 6);
      });
      expect(scale).toBe(1);
    }
  });
});
