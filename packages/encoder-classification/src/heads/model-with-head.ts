import type { WeightSource } from '@automodel/graph';
import { ModelConfigError, PreTrainedModel, type NetworkClass } from '@automodel/modeling';
import { withLabels, type ClassifierConfig } from '../labels.js';

/** A class of encoders or decoders, that heads can be put on. */
export interface BaseClass<Base, Config extends object> extends Pick<
  NetworkClass,
  'configSchema' | 'base_model_prefix'
> {
  new (config: Config): Base;
}

/**
 * A network without a head as a part of one that has one. It is an attribute under its name in checkpoints (`bert`,
 * `transformer`), and `base_model`.
 */
export abstract class ModelWithHead<
  Base extends PreTrainedModel,
  Config extends object,
> extends PreTrainedModel<Config & ClassifierConfig> {
  declare readonly base_model: Base;

  constructor(config: Config & ClassifierConfig, weights?: WeightSource) {
    super(config, weights);
    const value = this.makeBase();
    const { base_model_prefix } = this.constructor as unknown as NetworkClass;
    // Weights are named by the path of attributes that are seen: by one of the names only.
    Object.defineProperty(this, 'base_model', { value });
    Object.defineProperty(this, base_model_prefix, { value, enumerable: true });
  }

  protected makeBase(): Base {
    const { Base } = this.constructor as unknown as { readonly Base: BaseClass<Base, Config> };
    return new Base(this.config);
  }
}

type HeadClass<Model extends PreTrainedModel, Config extends object> = abstract new (
  config: Config & ClassifierConfig,
  weights?: WeightSource,
) => Model;

/** A class with a head on a base. Classes of architectures extend it and say what is special about them. */
export type ClassWithHead<Model extends PreTrainedModel, Config extends object> = Pick<
  typeof PreTrainedModel,
  'from_pretrained' | 'from_checkpoint'
> &
  Pick<NetworkClass, 'configSchema' | 'base_model_prefix'> &
  HeadClass<Model, Config>;

/** Puts a head on a base. */
export function headOn<
  Base extends PreTrainedModel,
  Config extends object,
  Model extends ModelWithHead<Base, Config>,
>(Head: HeadClass<Model, Config>, Base: BaseClass<Base, Config>): ClassWithHead<Model, Config> {
  // The type of what is extended is a parameter here, of which only this much is known.
  const Known = Head as unknown as typeof ModelWithHead<Base, Config>;
  abstract class HeadOnBase extends Known {
    static readonly configSchema = withLabels(Base.configSchema);
    static readonly base_model_prefix = Base.base_model_prefix;
    static readonly Base = Base;
  }
  return HeadOnBase as unknown as ClassWithHead<Model, Config>;
}

/** The size of a network's vectors, under the names that configs have for it. */
export function hiddenSize(config: object): number {
  const sizes = config as Partial<
    Record<'word_embed_proj_dim' | 'hidden_size' | 'dim' | 'n_embd' | 'd_model', number>
  >;
  // OPT's vectors are projected back to the size of its embeddings.
  const size = sizes.word_embed_proj_dim ?? sizes.hidden_size ?? sizes.dim ?? sizes.n_embd ?? sizes.d_model;
  if (size === undefined) throw new ModelConfigError('config.json does not say how large the vectors are');
  return size;
}
