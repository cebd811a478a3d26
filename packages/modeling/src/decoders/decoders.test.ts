import { describe, expect, it } from 'vitest';
import { resolveClass } from '../auto-class.js';
import { parseConfig } from '../config.js';
import { bloomConfig } from './bloom.js';
import { FalconModel } from './falcon.js';
import { Gemma3TextModel } from './gemma3.js';
import { gemmaConfig } from './gemma.js';
import { LlamaModel } from './llama.js';
import { Phi3Model } from './phi3.js';
import { decoderModels } from './registry.js';

const llama = (config: object): LlamaModel =>
  new LlamaModel(
    parseConfig(LlamaModel.configSchema, { model_type: 'llama', num_hidden_layers: 1, ...config }),
  );

describe('the longest row of a decoder', () => {
  it.each([
    [{ max_position_embeddings: 64 }, 64],
    [{ max_position_embeddings: 64, rope_scaling: { type: 'linear', factor: 4 } }, 256],
    [{ max_position_embeddings: 64, rope_scaling: { type: 'dynamic', factor: 2 } }, 128],
    [
      {
        max_position_embeddings: 64,
        rope_scaling: { type: 'yarn', factor: 4, original_max_position_embeddings: 32 },
      },
      128,
    ],
    [
      {
        max_position_embeddings: 512,
        rope_scaling: {
          rope_type: 'llama3',
          factor: 8,
          low_freq_factor: 1,
          high_freq_factor: 4,
          original_max_position_embeddings: 128,
        },
      },
      512,
    ],
  ])('%j: %i', (config, expected) => {
    expect(llama(config).maxLength).toBe(expected);
  });

  it.each(['falcon', 'gpt_neox', 'phi', 'stablelm'])(
    'follows the scaling of the angles: %s',
    async (model_type) => {
      const modelClass = await resolveClass(decoderModels, model_type, 'the test');
      const sizes = { num_hidden_layers: 1, max_position_embeddings: 64 };
      const maxLength = (config: object): number | undefined => {
        const parsed = parseConfig(modelClass.configSchema, { model_type, ...sizes, ...config });
        return new modelClass(parsed as never).maxLength;
      };
      expect(maxLength({})).toBe(64);
      expect(maxLength({ rope_scaling: { type: 'dynamic', factor: 2 } })).toBe(128);
    },
  );

  it('has no end where ALiBi stands in place of angles', () => {
    const config = { model_type: 'falcon', num_hidden_layers: 1, alibi: true };
    expect(new FalconModel(parseConfig(FalconModel.configSchema, config)).maxLength).toBeUndefined();
  });

  it('counts the stretching of Gemma 3 once', () => {
    const config = { model_type: 'gemma3_text', num_hidden_layers: 1, max_position_embeddings: 1024 };
    const rope_scaling = { rope_type: 'linear', factor: 8 };
    const parsed = parseConfig(Gemma3TextModel.configSchema, { ...config, rope_scaling });
    expect(new Gemma3TextModel(parsed).maxLength).toBe(1024);
  });

  it('names the length at which LongRoPE changes its factors', () => {
    const factors = {
      short_factor: new Array<number>(48).fill(1),
      long_factor: new Array<number>(48).fill(2),
    };
    const config = parseConfig(Phi3Model.configSchema, {
      ...{ model_type: 'phi3', num_hidden_layers: 1, max_position_embeddings: 131_072 },
      original_max_position_embeddings: 4096,
      rope_scaling: { type: 'su', ...factors },
    });
    const model = new Phi3Model(config);
    expect([model.maxLength, model.switchLength]).toEqual([131_072, 4096]);
    expect(llama({}).switchLength).toBeUndefined();
  });
});

describe('the config of Gemma', () => {
  it('reads gelu as the approximation that it was trained with', () => {
    const config = { model_type: 'gemma', hidden_act: 'gelu', hidden_activation: null };
    expect(parseConfig(gemmaConfig, config).hidden_act).toBe('gelu_pytorch_tanh');
  });
});

describe('the config of BLOOM', () => {
  it('reads the names that its checkpoints use, as bloom-7b1 does', () => {
    const config = { model_type: 'bloom', n_embed: 4096, num_attention_heads: 32, n_layer: 30 };
    expect(parseConfig(bloomConfig, config)).toMatchObject({ hidden_size: 4096, n_head: 32, n_layer: 30 });
  });
});
