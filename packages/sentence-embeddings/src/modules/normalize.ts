import * as v from 'valibot';
import type { Features, SentenceModule } from './module.js';

const feature = v.picklist(['sentence_embedding', 'token_embeddings']);

export const normalizeConfig = v.looseObject({
  module_input_name: v.optional(feature, 'sentence_embedding'),
  module_output_name: v.optional(v.nullable(feature)),
});

/** PyTorch's smallest divisor. */
const EPSILON = 1e-12;

/** Scales vectors to length 1, as `torch.nn.functional.normalize`. */
export class Normalize implements SentenceModule {
  constructor(private readonly config: v.InferOutput<typeof normalizeConfig>) {}

  forward(features: Features): Features {
    const { module_input_name, module_output_name } = this.config;
    const x = features[module_input_name];
    if (!x) return features;
    const length = x.mul(x).sum(-1, true).sqrt().maximum(EPSILON);
    return { ...features, [module_output_name ?? module_input_name]: x.div(length) };
  }
}
