import { describe, expect, it } from 'vitest';
import { ModelConfigError, parseConfig } from './config.js';
import { bertConfig } from './encoders/bert.js';
import { debertaV2Config } from './encoders/deberta-v2.js';
import { modernBertConfig } from './encoders/modernbert.js';
import { robertaConfig, xlmRobertaConfig } from './encoders/roberta.js';

describe('parseConfig', () => {
  it('fills in the defaults of the architecture and keeps fields that it does not know', () => {
    const config = parseConfig(bertConfig, { model_type: 'bert', hidden_size: 32, id2label: { 0: 'yes' } });
    expect(config).toMatchObject({
      hidden_size: 32,
      num_hidden_layers: 12,
      hidden_act: 'gelu',
      id2label: { 0: 'yes' },
    });
  });

  // Python: XLMRobertaConfig().vocab_size, RobertaConfig().vocab_size, both with pad_token_id 1.
  it('keeps the defaults of relatives apart', () => {
    expect(parseConfig(xlmRobertaConfig, { model_type: 'xlm-roberta' })).toMatchObject({
      vocab_size: 30522,
      pad_token_id: 1,
    });
    expect(parseConfig(robertaConfig, { model_type: 'roberta' })).toMatchObject({
      vocab_size: 50265,
      pad_token_id: 1,
    });
  });

  it('names every field that is wrong', () => {
    const config = { model_type: 'bert', hidden_size: -1, num_hidden_layers: 2.5, hidden_act: 'guess' };
    expect(() => parseConfig(bertConfig, config)).toThrow(ModelConfigError);
    expect(() => parseConfig(bertConfig, config)).toThrow(
      /hidden_size.*\n.*num_hidden_layers.*\n.*hidden_act/,
    );
  });

  it('refuses variants that are not built', () => {
    expect(() => parseConfig(bertConfig, { model_type: 'bert', is_decoder: true })).toThrow(
      /is_decoder: only false/,
    );
  });

  it('reads lists as older files write them', () => {
    const config = parseConfig(debertaV2Config, { model_type: 'deberta-v2', pos_att_type: 'P2C|c2p' });
    expect(config.pos_att_type).toEqual(['p2c', 'c2p']);
  });

  it('refuses rotary positions that it does not compute', () => {
    const rope_parameters = { full_attention: { rope_type: 'yarn', rope_theta: 10_000 } };
    expect(() => parseConfig(modernBertConfig, { model_type: 'modernbert', rope_parameters })).toThrow(
      /rope_parameters\.full_attention\.rope_type/,
    );
  });
});
