import { AutomodelError, InvalidArgumentError, nearestName } from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { loadWithEngine } from './engines/engine.js';
import type { EngineOptions, TransformersJsOptions } from './engines/options.js';
import { TransformersJsPipeline } from './engines/transformers-js/pipeline.js';
import { libraryTask, type LibraryTaskName } from './engines/transformers-js/tasks.js';
import { findTask, tasks, type Pipelines, type TaskName, type TranslationTask } from './tasks.js';

/** A task that {@link pipeline} does not know. */
export class UnsupportedTaskError extends AutomodelError {
  constructor(
    readonly task: string,
    readonly supported: readonly string[],
  ) {
    const nearest = nearestName(task, supported);
    const hint =
      nearest === undefined
        ? `there are: ${supported.join(', ')}, and translation_XX_to_YY of two languages`
        : `did you mean "${nearest}"?`;
    super('task-unsupported', `there is no pipeline "${task}"; ${hint}`);
  }
}

/**
 * Makes the pipeline of a task: a function from a user's data to answers.
 *
 * A folder that holds only ONNX files, or an architecture that automodel does not have, is served by
 * `@huggingface/transformers` if that is installed. `engine` of what is made says which of them computes; the option
 * `engine` forces one. Methods besides the call are those of automodel's pipelines.
 *
 * @param task for example `fill-mask`
 * @param model a folder, or the name of an installed model; the task's default if left out
 * @throws UnsupportedTaskError, EngineError, or what loading the model throws
 * @example
 * const unmasker = await pipeline('fill-mask');
 * await unmasker('A man is riding a [MASK] down the street.');
 */
export function pipeline<T extends TaskName>(
  task: T,
  model?: string | null,
  options?: EngineOptions & { readonly engine?: 'automodel' },
): Promise<Pipelines[T]>;
export function pipeline(
  task: TranslationTask,
  model?: string | null,
  options?: EngineOptions & { readonly engine?: 'automodel' },
): Promise<Pipelines['translation']>;
export function pipeline(
  task: TaskName,
  model: string,
  options: TransformersJsOptions,
): Promise<TransformersJsPipeline>;
export function pipeline(
  task: Exclude<LibraryTaskName, TaskName>,
  model: string,
  options?: EngineOptions,
): Promise<TransformersJsPipeline>;
export async function pipeline(
  task: string,
  model?: string | null,
  options: EngineOptions = {},
): Promise<unknown> {
  if (typeof (task as unknown) !== 'string') {
    throw new InvalidArgumentError(
      `pipeline() takes the name of a task first: ${Object.keys(tasks).join(', ')}`,
    );
  }
  const own = findTask(task);
  if (!own && (!libraryTask(task) || options.engine === 'automodel')) {
    throw new UnsupportedTaskError(task, Object.keys(tasks));
  }
  const name = model ?? own?.defaultModel;
  if (name === undefined) {
    throw new InvalidArgumentError(
      `${task} has no model of its own here; name one: pipeline('${task}', 'path/to/a/model')`,
    );
  }
  const engine = own ? options.engine : '@huggingface/transformers';
  const made = await loadWithEngine<unknown>(
    name,
    { ...options, engine },
    {
      automodel: (rest) => own!.load(name, rest as LoadOptions),
      transformersJs: (folder, rest) => TransformersJsPipeline.load(task, folder, rest),
    },
  );
  options.progress_callback?.({ status: 'ready', name });
  return made;
}
