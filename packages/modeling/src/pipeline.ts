import { inspect, type InspectOptions } from 'node:util';
import { Callable } from '@automodel/core';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import type { PreTrainedModel } from './pre-trained-model.js';

/** What a pipeline of texts is made of. */
export interface PipelineParts<Model extends PreTrainedModel> {
  readonly task: string;
  readonly model: Model;
  readonly tokenizer: PreTrainedTokenizer;
}

/** A model with what turns a user's data into its inputs and its outputs into answers. Call it with the data. */
export abstract class Pipeline<Model extends PreTrainedModel> extends Callable<object>() {
  abstract _call(...inputs: never[]): Promise<unknown>;

  readonly task: string;
  readonly model: Model;
  /** What computes: this library. `@automodel/auto` has pipelines that another one computes. */
  readonly engine = 'automodel';

  constructor({ task, model }: Pick<PipelineParts<Model>, 'task' | 'model'>) {
    super();
    this.task = task;
    this.model = model;
  }

  /** Frees the model. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** What `console.log` shows: the parts, without theirs. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect({ task: this.task, model: this.model }, options)}`;
  }
}

/** A pipeline whose data are texts. */
export abstract class TextPipeline<Model extends PreTrainedModel>
  extends Pipeline<Model>
  implements PipelineParts<Model>
{
  readonly tokenizer: PreTrainedTokenizer;

  constructor({ tokenizer, ...parts }: PipelineParts<Model>) {
    super(parts);
    this.tokenizer = tokenizer;
  }
}
