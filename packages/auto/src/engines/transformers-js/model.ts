import { inspect, type InspectOptions } from 'node:util';
import { Callable, InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { EngineError } from '../engine.js';
import type { OptionsOfOne } from '../options.js';
import { checkGenerateOptions } from './generate-options.js';
import { mendGenerate } from './generation.js';
import {
  autoClassOf,
  guarded,
  guardedLoad,
  libraryOptions,
  loadLibrary,
  type Library,
  type LibraryModel,
} from './library.js';
import { strict } from './strict.js';
import { fromLibrary, toLibrary } from './tensors.js';

/** A model that @huggingface/transformers computes, behind the calls of ours. */
export class TransformersJsModel extends Callable<(inputs: object, options?: object) => Promise<unknown>>() {
  readonly engine = '@huggingface/transformers';

  private constructor(
    private readonly library: Library,
    private readonly model: LibraryModel,
  ) {
    super();
  }

  /** Loads the model of a folder with the library's Auto class of that name. */
  static async load(autoClass: string, folder: string, options: OptionsOfOne): Promise<TransformersJsModel> {
    const library = await loadLibrary();
    const loading = libraryOptions(options);
    tell(options, 'initiate', folder);
    const model = await guardedLoad(folder, options, () =>
      autoClassOf(library, autoClass).from_pretrained(folder, loading),
    );
    mendGenerate(library, model);
    tell(options, 'done', folder);
    return this.of(library, model);
  }

  /** The model of a pipeline. */
  static of(library: Library, model: LibraryModel): TransformersJsModel {
    return strict(new this(library, model), 'the model');
  }

  /** What `console.log` shows, in place of the library's own parts. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `TransformersJsModel ${inspect({ model_type: this.config['model_type'], engine: this.engine }, options)}`;
  }

  /** The fields of config.json, as the library reads them. */
  get config(): Readonly<Record<string, unknown>> {
    return this.model.config;
  }

  /** The content of generation_config.json. */
  get generation_config(): Readonly<Record<string, unknown>> {
    return this.model.generation_config ?? {};
  }

  async _call(inputs: Readonly<Record<string, unknown>>, options: object = {}): Promise<object> {
    refuseUnknownOptions('the engine @huggingface/transformers', options, []);
    if (typeof (inputs as unknown) !== 'object' || (inputs as object | null) === null) {
      throw new InvalidArgumentError('a model is called with what tokenizer(text) gives: { input_ids, ... }');
    }
    this.refuseUnknownInputs(Object.keys(inputs));
    const outputs = await guarded('compute', () => this.model(toLibrary(this.library, inputs) as object));
    const there = Object.entries(outputs).filter(([, value]) => value != null);
    return fromLibrary(this.library, Object.fromEntries(there)) as object;
  }

  /**
   * Continues prompts.
   *
   * @param inputs what the tokenizer gives; options may be among them
   * @throws EngineError for an option that the library does not know or would ignore
   */
  async generate(inputs: Readonly<Record<string, unknown>>, options: object = {}): Promise<unknown> {
    if (!this.model.can_generate) {
      throw new EngineError(
        'this model does not generate; load it with AutoModelForCausalLM or AutoModelForSeq2SeqLM',
      );
    }
    const call = { ...inputs, ...options };
    checkGenerateOptions(call, ['inputs', ...inputNames]);
    const result = await guarded('generate', () =>
      this.model.generate(toLibrary(this.library, call) as object),
    );
    return fromLibrary(this.library, result);
  }

  /** Frees the model's memory. */
  async dispose(): Promise<void> {
    await this.model.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** The library warns of inputs that no graph reads, and goes on. */
  private refuseUnknownInputs(names: readonly string[]): void {
    const known = Object.values(this.model.sessions).flatMap((session) => [...session.inputNames]);
    const unknown = names.find((name) => !known.includes(name) && !inputNames.includes(name));
    if (unknown === undefined) return;
    throw new InvalidArgumentError(`the model has no input "${unknown}"; its inputs are ${known.join(', ')}`);
  }
}

/** What tokenizers and processors give, whether a graph reads it or not. */
const inputNames = ['input_ids', 'attention_mask', 'token_type_ids', 'pixel_values'];

export function tell(
  { progress_callback }: Pick<LoadOptions, 'progress_callback'>,
  status: 'initiate' | 'done',
  name: string,
): void {
  progress_callback?.({ status, name });
}
