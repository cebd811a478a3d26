import type { ModelRegistry } from '@automodel/modeling';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

/** Encoder-decoders with a language modeling head by the `model_type` of their configs. */
export const seq2SeqLanguageModels: ModelRegistry<Seq2SeqLanguageModel> = {
  bart: async () => (await import('./models/bart.js')).BartForConditionalGeneration,
  blenderbot: async () => (await import('./models/blenderbot.js')).BlenderbotForConditionalGeneration,
  'blenderbot-small': async () =>
    (await import('./models/blenderbot-small.js')).BlenderbotSmallForConditionalGeneration,
  m2m_100: async () => (await import('./models/m2m-100.js')).M2M100ForConditionalGeneration,
  marian: async () => (await import('./models/marian.js')).MarianMTModel,
  mbart: async () => (await import('./models/mbart.js')).MBartForConditionalGeneration,
  mt5: async () => (await import('./models/mt5.js')).MT5ForConditionalGeneration,
  pegasus: async () => (await import('./models/pegasus.js')).PegasusForConditionalGeneration,
  t5: async () => (await import('./models/t5.js')).T5ForConditionalGeneration,
};
