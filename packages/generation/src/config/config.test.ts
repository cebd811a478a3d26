import { describe, expect, it } from 'vitest';
import {
  GenerationConfig,
  prepareLengths,
  resolveGenerationConfig,
  type GenerationOptions,
} from './index.js';

const resolve = (call: GenerationOptions, file: Record<string, unknown> = {}) =>
  resolveGenerationConfig({ call, file });

describe('options', () => {
  it('are those of the call, then of its generation_config, then of the model, then the defaults', () => {
    const config = resolveGenerationConfig({
      call: { num_beams: 2 },
      config: new GenerationConfig({ num_beams: 3, length_penalty: 0.5 }),
      file: { num_beams: 4, length_penalty: 2, no_repeat_ngram_size: 3, transformers_version: '5.18.0' },
    });
    expect(config).toMatchObject({
      num_beams: 2,
      length_penalty: 0.5,
      no_repeat_ngram_size: 3,
      repetition_penalty: 1,
      top_k: 50,
    });
  });

  it('that are null do not count in a generation_config, and turn the model off in a call', () => {
    const file = { eos_token_id: 7, top_k: 30, forced_eos_token_id: 7 };
    expect(resolveGenerationConfig({ config: { top_k: null }, file }).top_k).toBe(30);
    const off = resolve({ eos_token_id: null, top_k: null, forced_eos_token_id: null }, file);
    expect([off.eos_token_id, off.top_k, off.forced_eos_token_id]).toEqual([[], 0, undefined]);
  });

  it('that take one or several are lists', () => {
    const config = resolve({ eos_token_id: 3, forced_eos_token_id: 3, stop_strings: 'x' });
    expect([config.eos_token_id, config.forced_eos_token_id, config.stop_strings]).toEqual([[3], [3], ['x']]);
    expect(resolve({ stop_strings: [] }).stop_strings).toEqual([]);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ temprature: 1 }, 'does not know the option "temprature"; did you mean "temperature"?'],
    [{ maxNewTokens: 5 }, 'did you mean "max_new_tokens"?'],
    [{ frobnicate: 5 }, 'none of a similar name'],
    [{ use_cache: false }, 'cannot honour use_cache: false'],
    [{ cache_implementation: 'static' }, 'cannot honour cache_implementation'],
    [{ compile_config: {} }, 'there is no torch.compile'],
    [{ streamer: {} }, 'streamer is an argument of generate()'],
    [{ max_new_tokens: 0 }, 'max_new_tokens of generate() must be an integer of at least 1, not 0'],
    [{ max_new_tokens: NaN }, 'max_new_tokens of generate() must be an integer of at least 1, not NaN'],
    [{ num_beams: 0 }, 'num_beams of generate()'],
    [{ do_sample: true, top_p: 0 }, 'top_p of generate() must be a number above 0 and at most 1, not 0'],
    [{ do_sample: true, temperature: 0 }, 'set do_sample to false'],
    [{ do_sample: 'yes' }, 'do_sample of generate() must be true or false'],
    [{ early_stopping: 'soon' }, 'early_stopping of generate() must be one of true, false, "never"'],
    [{ watermarking_config: { ratio: 1 } }, 'watermarking_config of generate()'],
    [{ guided: { json: {}, regex: 'a' } }, 'guided of generate()'],
    [{ seed: -1 }, 'seed of generate()'],
    [{ bad_words_ids: [[]] }, 'bad_words_ids of generate()'],
    [{ stop_strings: [''] }, 'stop_strings of generate()'],
  ])('%j: %s', (options, problem) => {
    expect(() => resolve(options as GenerationOptions)).toThrow(problem);
  });

  it('without a meaning here are taken where they ask for what is done anyway', () => {
    expect(() => resolve({ use_cache: true, disable_compile: true } as GenerationOptions)).not.toThrow();
  });

  it('of the model are checked, too, but names that are unknown there concern others', () => {
    expect(() => resolve({}, { num_beams: 'four' })).toThrow('num_beams of generation_config.json');
    expect(() =>
      resolve({}, { cache_implementation: 'hybrid', lang_to_id: {}, pad_token_id: -1 }),
    ).not.toThrow();
  });
});

describe('contradictions', () => {
  it.each<[GenerationOptions, string]>([
    [{ max_new_tokens: 4, max_length: 9 }, 'max_new_tokens: 4 and max_length: 9 contradict'],
    [{ min_new_tokens: 4, min_length: 9 }, 'min_new_tokens: 4 and min_length: 9 contradict'],
    [{ num_return_sequences: 3, num_beams: 2 }, 'num_return_sequences: 3 and num_beams: 2 contradict'],
    [{ num_return_sequences: 2 }, 'num_return_sequences: 2 needs do_sample'],
    [{ temperature: 0.7 }, 'temperature: 0.7 does something only with do_sample: true'],
    [{ do_sample: false, top_p: 0.9 }, 'top_p: 0.9 does something only with do_sample: true'],
    [{ seed: 7 }, 'seed: 7 does something only with do_sample: true'],
    [{ length_penalty: 2 }, 'length_penalty: 2 does something only with num_beams above 1'],
    [{ output_scores: true }, 'output_scores: true needs return_dict_in_generate'],
    [{ penalty_alpha: 0.6, top_k: 4, num_beams: 2 }, 'penalty_alpha: 0.6 and num_beams: 2'],
    [{ penalty_alpha: 0.6, top_k: 1 }, 'penalty_alpha: 0.6 and top_k: 1'],
    [{ num_beams: 4, num_beam_groups: 3, diversity_penalty: 1 }, 'num_beams: 4 and num_beam_groups: 3'],
    [{ num_beams: 4, num_beam_groups: 2 }, 'num_beam_groups: 2 and diversity_penalty: 0'],
    [{ diversity_penalty: 1 }, 'diversity_penalty: 1 does something only with num_beam_groups'],
    [{ force_words_ids: [[3]] }, 'force_words_ids: [[3]] needs num_beams above 1'],
    [{ dola_layers: 'high', num_beams: 2 }, 'dola_layers: "high" and num_beams: 2'],
    [{ prompt_lookup_num_tokens: 3, num_beams: 2 }, 'prompt_lookup_num_tokens: 3 and num_beams: 2'],
    [
      { forced_eos_token_id: [3, 4], suppress_tokens: [4, 3] },
      'forced_eos_token_id: [3,4] and suppress_tokens: [4,3]',
    ],
  ])('%j: %s', (options, problem) => {
    expect(() => resolve(options)).toThrow(problem);
  });

  it.each<GenerationOptions>([
    { do_sample: false, temperature: 1, top_k: 50 },
    { penalty_alpha: 0.6, top_k: 4 },
    { num_beams: 4, num_return_sequences: 4, early_stopping: true },
    { do_sample: true, num_return_sequences: 3, temperature: 0.5 },
    { num_beams: 4, num_beam_groups: 2, diversity_penalty: 0.5 },
    { forced_eos_token_id: [3, 4], suppress_tokens: [4] },
  ])('are none: %j', (options) => {
    expect(() => resolve(options)).not.toThrow();
  });

  it('that come from the model, and that Python only warns of, are none', () => {
    const file = {
      temperature: 0.6,
      top_p: 0.9,
      length_penalty: 2,
      early_stopping: true,
      output_scores: true,
    };
    expect(() => resolve({ do_sample: false, num_beams: 1 }, file)).not.toThrow();
  });
});

describe('lengths', () => {
  const lengths = (call: GenerationOptions, maxPositions?: number, file = {}): [number, number] => {
    const { max_length, min_length } = prepareLengths(resolve(call, file), { promptLength: 5, maxPositions });
    return [max_length, min_length];
  };

  it('are 20 new tokens without options, as far as the model goes', () => {
    expect(lengths({})).toEqual([25, 0]);
    expect(lengths({}, 12)).toEqual([12, 0]);
  });

  it('of new tokens go before those with the prompt', () => {
    expect(lengths({ max_length: 8, min_length: 7 })).toEqual([8, 7]);
    const file = { max_new_tokens: 4, max_length: 8, min_new_tokens: 1, min_length: 7 };
    expect(lengths({}, undefined, file)).toEqual([9, 6]);
    expect(lengths({ max_new_tokens: 4 }, undefined, { max_length: 100, min_length: 6 })).toEqual([9, 6]);
    // Whatever a file says, what the caller says counts.
    expect(lengths({ max_length: 8 }, undefined, { max_new_tokens: 100, min_new_tokens: 1 })).toEqual([8, 6]);
    const config = { max_new_tokens: 100, min_new_tokens: 1 };
    const resolved = resolveGenerationConfig({ call: { max_length: 8 }, config });
    expect(prepareLengths(resolved, { promptLength: 5 })).toMatchObject({ max_length: 8, min_length: 6 });
  });

  it('must leave place for a new token, and the least one be below the largest', () => {
    expect(() => lengths({ max_length: 5 })).toThrow('the prompt has 5 tokens and max_length is 5');
    expect(() => lengths({}, 5)).toThrow("the model's largest length is 5");
    expect(() => lengths({ max_new_tokens: 2, min_new_tokens: 3 })).toThrow(
      'min_new_tokens: 3 and max_new_tokens: 2 contradict: at least 8 tokens and at most 7, with the 5 that come before',
    );
    expect(lengths({ max_new_tokens: 2 }, undefined, { min_length: 100 })).toEqual([7, 100]);
  });
});
