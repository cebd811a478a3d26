import { Callable } from '@automodel/core';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import type { PreTrainedModel } from './pre-trained-model.js';

/** What a pipeline is made of. */
export interface PipelineParts<Model extends PreTrainedModel> {
  readonly task: string;
  readonly model: Model;
  readonly tokenizer: PreTrainedTokenizer;
}

/** A model with what turns a user's data into its inputs and its outputs into answers. Call it with the data. */
export abstract class TextPipeline<Model extends PreTrainedModel>
  extends Callable<(...inputs: never[]) => Promise<unknown>>()
  implements PipelineParts<Model>
{
  readonly task: string;
  readonly model: Model;
  readonly tokenizer: PreTrainedTokenizer;

  constructor({ task, model, tokenizer }: PipelineParts<Model>) {
    super();
    this.task = task;
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** Frees the model. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
