import type { ModelRegistry } from '@automodel/modeling';
import type { MaskedLanguageModel } from './masked-language-model.js';

/** Masked language models by the `model_type` of their configs. */
export const maskedLanguageModels: ModelRegistry<MaskedLanguageModel> = {
  albert: async () => (await import('./models/albert.js')).AlbertForMaskedLM,
  bert: async () => (await import('./models/bert.js')).BertForMaskedLM,
  'deberta-v2': async () => (await import('./models/deberta-v2.js')).DebertaV2ForMaskedLM,
  distilbert: async () => (await import('./models/distilbert.js')).DistilBertForMaskedLM,
  electra: async () => (await import('./models/electra.js')).ElectraForMaskedLM,
  modernbert: async () => (await import('./models/modernbert.js')).ModernBertForMaskedLM,
  mpnet: async () => (await import('./models/mpnet.js')).MPNetForMaskedLM,
  roberta: async () => (await import('./models/roberta.js')).RobertaForMaskedLM,
  'xlm-roberta': async () => (await import('./models/roberta.js')).XLMRobertaForMaskedLM,
};
