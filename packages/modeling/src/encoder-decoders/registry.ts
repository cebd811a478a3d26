import type { ModelRegistry } from '../auto-class.js';
import type { EncoderDecoderModel } from '../encoder-decoder-model.js';

/** Encoder-decoders without a head by the `model_type` of their configs. */
export const encoderDecoderModels: ModelRegistry<EncoderDecoderModel> = {
  bart: async () => (await import('./bart.js')).BartModel,
  blenderbot: async () => (await import('./blenderbot.js')).BlenderbotModel,
  'blenderbot-small': async () => (await import('./blenderbot-small.js')).BlenderbotSmallModel,
  m2m_100: async () => (await import('./m2m-100.js')).M2M100Model,
  marian: async () => (await import('./marian.js')).MarianModel,
  mbart: async () => (await import('./mbart.js')).MBartModel,
  mt5: async () => (await import('./mt5.js')).MT5Model,
  pegasus: async () => (await import('./pegasus.js')).PegasusModel,
  t5: async () => (await import('./t5.js')).T5Model,
};
