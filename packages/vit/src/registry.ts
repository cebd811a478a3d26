import type { ModelRegistry } from '@automodel/modeling';
import type { ImageClassificationModel } from './image-classification-model.js';
import type { VisionModel } from './vision-model.js';

/** Encoders of pictures by the `model_type` of their configs. */
export const visionModels: ModelRegistry<VisionModel> = {
  beit: async () => (await import('./models/beit.js')).BeitModel,
  deit: async () => (await import('./models/deit.js')).DeiTModel,
  dinov2: async () => (await import('./models/dinov2.js')).Dinov2Model,
  vit: async () => (await import('./models/vit.js')).ViTModel,
};

/** Classifiers of pictures by the `model_type` of their configs. */
export const imageClassificationModels: ModelRegistry<ImageClassificationModel> = {
  beit: async () => (await import('./models/beit.js')).BeitForImageClassification,
  deit: async ({ architectures }) => {
    const deit = await import('./models/deit.js');
    const withTeacher = architectures?.includes('DeiTForImageClassificationWithTeacher');
    return withTeacher ? deit.DeiTForImageClassificationWithTeacher : deit.DeiTForImageClassification;
  },
  dinov2: async () => (await import('./models/dinov2.js')).Dinov2ForImageClassification,
  vit: async () => (await import('./models/vit.js')).ViTForImageClassification,
};
