import { Checkpoint, readConfig, resolveModel, type ModelConfig } from '@automodel/checkpoint';
import { AutomodelError } from '@automodel/core';
import type { LoadOptions } from './load-options.js';
import type { ModelClass, PreTrainedModel } from './pre-trained-model.js';

/**
 * Model classes of one task by the `model_type` of their configs; each is loaded when it is needed. The config is there for
 * types that have several classes for the task.
 */
export type ModelRegistry<M extends PreTrainedModel = PreTrainedModel> = Readonly<
  Record<string, (config: ModelConfig) => Promise<ModelClass<M>>>
>;

/** A checkpoint whose architecture has no class for the task. */
export class UnsupportedArchitectureError extends AutomodelError {
  constructor(
    readonly modelType: string,
    /** The `model_type`s that are supported. */
    readonly supported: readonly string[],
    task: string,
  ) {
    super(
      'architecture-unsupported',
      `${task}: there is no model class for the model_type "${modelType}" of config.json. Supported are: ` +
        `${supported.join(', ')}. Choose a checkpoint of one of these, or another Auto class if this one is made for ` +
        'another task (see "architectures" in its config.json); CONTRIBUTING.md of the repository says how to add an architecture.',
    );
  }
}

/**
 * Finds the class of a checkpoint.
 *
 * @param task how errors call what is asked for
 * @param config the whole config, where the `model_type` may leave several classes
 * @throws UnsupportedArchitectureError if the registry does not know the checkpoint's `model_type`
 */
export async function resolveClass<M extends PreTrainedModel>(
  registry: ModelRegistry<M>,
  modelType: string,
  task: string,
  config: ModelConfig = { model_type: modelType },
): Promise<ModelClass<M>> {
  if (!Object.hasOwn(registry, modelType)) {
    throw new UnsupportedArchitectureError(modelType, Object.keys(registry).sort(), task);
  }
  return registry[modelType](config);
}

/** Loads a checkpoint with the class that the registry has for it. Its weights are opened when the class is known. */
export async function loadModel<M extends PreTrainedModel>(
  registry: ModelRegistry<M>,
  model: string,
  options: LoadOptions | undefined,
  task: string,
): Promise<M> {
  const files = await resolveModel(model);
  const config = await readConfig(files);
  const modelClass = await resolveClass(registry, config.model_type, task, config);
  return modelClass.from_checkpoint(await Checkpoint.fromFiles(files, config), options);
}
