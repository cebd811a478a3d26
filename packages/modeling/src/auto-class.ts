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

/** What a class that a checkpoint was saved with is made for, by how its name ends: the Auto class, and pipelines. */
const purposes: readonly (readonly [ending: RegExp, auto: string, pipelines: string])[] = [
  [/ForMaskedLM$/, 'AutoModelForMaskedLM', 'fill-mask'],
  [/(?:ForCausalLM|LMHeadModel)$/, 'AutoModelForCausalLM', 'text-generation'],
  [
    /(?:ForConditionalGeneration|MTModel)$/,
    'AutoModelForSeq2SeqLM',
    'summarization, translation, text2text-generation',
  ],
  [
    /ForSequenceClassification$/,
    'AutoModelForSequenceClassification',
    'text-classification, zero-shot-classification',
  ],
  [/ForTokenClassification$/, 'AutoModelForTokenClassification', 'token-classification'],
  [/ForQuestionAnswering$/, 'AutoModelForQuestionAnswering', 'question-answering'],
  [/ForImageClassification/, 'AutoModelForImageClassification', 'image-classification'],
];

/** A checkpoint whose architecture has no class for the task. */
export class UnsupportedArchitectureError extends AutomodelError {
  /**
   * @param task the Auto class that was asked
   * @param architecture the class that the checkpoint was saved with, if its config says so
   */
  constructor(
    readonly modelType: string,
    /** The `model_type`s that are supported. */
    readonly supported: readonly string[],
    task: string,
    architecture?: string,
  ) {
    super(
      'architecture-unsupported',
      `${task}: there is no model class for the model_type "${modelType}" of config.json${purposeOf(task, architecture)}. ` +
        `Supported are: ${supported.join(', ')}. Choose a checkpoint of one of these; CONTRIBUTING.md of the repository says ` +
        'how to add an architecture.',
    );
  }
}

function purposeOf(task: string, architecture: string | undefined): string {
  const purpose = purposes.find(([ending]) => architecture !== undefined && ending.test(architecture));
  if (!purpose || purpose[1] === task || !task.startsWith('AutoModelFor')) return '';
  return `. It was saved as ${architecture}, which is for ${purpose[1]} and the pipelines ${purpose[2]}`;
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
    const supported = Object.keys(registry).sort();
    throw new UnsupportedArchitectureError(modelType, supported, task, config.architectures?.[0]);
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
