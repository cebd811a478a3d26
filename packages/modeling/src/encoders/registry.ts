import type { ModelRegistry } from '../auto-class.js';
import type { EncoderConfig, EncoderModel } from '../encoder-model.js';

/** Encoders without a head by the `model_type` of their configs. */
export const encoderModels: ModelRegistry<EncoderModel<EncoderConfig>> = {
  albert: async () => (await import('./albert.js')).AlbertModel,
  bert: async () => (await import('./bert.js')).BertModel,
  'deberta-v2': async () => (await import('./deberta-v2.js')).DebertaV2Model,
  distilbert: async () => (await import('./distilbert.js')).DistilBertModel,
  electra: async () => (await import('./electra.js')).ElectraModel,
  modernbert: async () => (await import('./modernbert.js')).ModernBertModel,
  mpnet: async () => (await import('./mpnet.js')).MPNetModel,
  roberta: async () => (await import('./roberta.js')).RobertaModel,
  'xlm-roberta': async () => (await import('./roberta.js')).XLMRobertaModel,
};
