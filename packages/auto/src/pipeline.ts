import { AutomodelError } from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { tasks, type Pipelines, type TaskName } from './tasks.js';

/** A task that {@link pipeline} does not know. */
export class UnsupportedTaskError extends AutomodelError {
  constructor(
    readonly task: string,
    readonly supported: readonly string[],
  ) {
    super('task-unsupported', `there is no pipeline "${task}"; there are: ${supported.join(', ')}`);
  }
}

/**
 * Makes the pipeline of a task: a function from a user's data to answers.
 *
 * @param task for example `fill-mask`
 * @param model a folder, or the name of an installed model; the task's default if left out
 * @throws UnsupportedTaskError, or what loading the model throws
 * @example
 * const unmasker = await pipeline('fill-mask');
 * await unmasker('A man is riding a [MASK] down the street.');
 */
export async function pipeline<T extends TaskName>(
  task: T,
  model?: string | null,
  options?: LoadOptions,
): Promise<Pipelines[T]> {
  if (!Object.hasOwn(tasks, task)) throw new UnsupportedTaskError(task, Object.keys(tasks));
  const { defaultModel, load } = tasks[task];
  const name = model ?? defaultModel;
  const made = await load(name, options);
  options?.progress_callback?.({ status: 'ready', name });
  return made;
}
