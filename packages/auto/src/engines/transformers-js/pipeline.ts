import { inspect, type InspectOptions } from 'node:util';
import { Callable, InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { AutoTokenizer } from '@automodel/modeling';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import { EngineError } from '../engine.js';
import type { OptionsOfOne } from '../options.js';
import { checkGenerateOptions } from './generate-options.js';
import { mendGenerate } from './generation.js';
import {
  guarded,
  guardedLoad,
  libraryOptions,
  loadLibrary,
  type Library,
  type LibraryPipeline,
} from './library.js';
import { tell, TransformersJsModel } from './model.js';
import { strict } from './strict.js';
import { libraryTask, type LibraryTask } from './tasks.js';
import { readImages } from './images.js';
import { fromLibrary, toLibrary } from './tensors.js';

/** A pipeline that @huggingface/transformers computes. */
export class TransformersJsPipeline extends Callable<(...args: unknown[]) => Promise<unknown>>() {
  readonly engine = '@huggingface/transformers';
  readonly task: string;
  readonly model: TransformersJsModel;
  /** Ours, where the folder has a tokenizer. */
  readonly tokenizer: PreTrainedTokenizer | undefined;

  private constructor(
    task: string,
    private readonly known: LibraryTask,
    private readonly library: Library,
    private readonly pipeline: LibraryPipeline,
    tokenizer: PreTrainedTokenizer | undefined,
  ) {
    super();
    this.task = task;
    this.model = TransformersJsModel.of(library, pipeline.model);
    this.tokenizer = tokenizer;
  }

  /** Loads the pipeline of a task from a folder. @throws EngineError if the library has no such task */
  static async load(task: string, folder: string, options: OptionsOfOne): Promise<TransformersJsPipeline> {
    const known = libraryTask(task);
    if (!known) throw new EngineError(`the engine @huggingface/transformers has no pipeline "${task}"`);
    const library = await loadLibrary();
    const loading = libraryOptions(options);
    tell(options, 'initiate', folder);
    const pipeline = await guardedLoad(folder, options, () => library.pipeline(task, folder, loading));
    mendGenerate(library, pipeline.model);
    const { tokenizer } = pipeline as { tokenizer?: unknown };
    const ours = tokenizer ? await AutoTokenizer.from_pretrained(folder) : undefined;
    tell(options, 'done', folder);
    return strict(new this(task, known, library, pipeline, ours), `the pipeline ${task}`);
  }

  async _call(...args: unknown[]): Promise<unknown> {
    const { data: count = 1, defaults, images, check } = this.known;
    const [data, [options = {}, ...rest]] = [args.slice(0, count), args.slice(count)];
    if (rest.length > 0) throw new InvalidArgumentError(`${this.task} takes ${count} arguments and options`);
    this.checkOptions(options as object);
    check?.({ config: this.model.config, maskToken: this.tokenizer?.mask_token }, data);
    if (images) data[0] = await readImages(this.library, data[0]);
    const all = { ...this.unsaid(defaults), ...(options as object) };
    const result = await guarded(`compute ${this.task}`, () =>
      this.pipeline(...(toLibrary(this.library, [...data, all]) as unknown[])),
    );
    return fromLibrary(this.library, result);
  }

  /** Frees the model. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** What `console.log` shows. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `TransformersJsPipeline ${inspect({ task: this.task, engine: this.engine, model: this.model }, options)}`;
  }

  /** Defaults that generation_config.json does not replace. */
  private unsaid(defaults: Readonly<Record<string, unknown>> = {}): object {
    const file = this.model.generation_config;
    return Object.fromEntries(Object.entries(defaults).filter(([name]) => file[name] == null));
  }

  private checkOptions(options: object): void {
    const { options: names, generates } = this.known;
    if (generates) checkGenerateOptions(options as Readonly<Record<string, unknown>>, names);
    else refuseUnknownOptions(`${this.task} with the engine @huggingface/transformers`, options, names);
  }
}
