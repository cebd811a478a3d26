import type { Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import {
  DECODER,
  ENCODER,
  Linear,
  readCall,
  runEncoderDecoder,
  traceEncoder,
  traceTarget,
  type DecoderCallOptions,
  type DecoderOutputs,
  type EncoderDecoderCallInputs,
  type EncoderDecoderModel,
  type EncoderDecoderModelOutput,
  type TargetInputs,
} from '@automodel/modeling';
import { ClassificationError } from '../errors.js';
import type { ClassifierConfig } from '../labels.js';
import { ClassificationHead } from './classification-head.js';
import { scoresAt, startAndEnd } from './decoder-heads.js';
import { headOn, hiddenSize, ModelWithHead, type BaseClass, type ClassWithHead } from './model-with-head.js';
import type { QuestionAnsweringModelOutput, SequenceClassifierOutput } from './outputs.js';

type EncoderDecoderClass<Config extends object> = BaseClass<EncoderDecoderModel<Config>, Config>;

/** The scores of every token that the decoder read, `[batch, sequence, labels]`, and what else was asked for. */
export type TargetScores = Omit<EncoderDecoderModelOutput, 'last_hidden_state'> & {
  readonly logits: Tensor<'float32'>;
};

export interface EncoderDecoderWithHead<Config extends object, Output extends object> {
  (inputs: EncoderDecoderCallInputs, options?: DecoderCallOptions): Promise<Output>;
  readonly config: Config & ClassifierConfig;
}

/** An encoder-decoder with a head that scores every token of the decoder, which reads the same text as the encoder. */
export abstract class EncoderDecoderWithHead<
  Config extends object,
  Output extends object,
> extends ModelWithHead<EncoderDecoderModel<Config>, Config> {
  /** The head: `[batch, sequence, hidden]` to `[batch, sequence, labels]`. */
  protected abstract scores(x: Value): Value;

  /** What becomes of the scores. */
  protected abstract output(scores: TargetScores, inputs: EncoderDecoderCallInputs): Output;

  /** Longest text that the network reads, or undefined if its positions have no end. */
  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

  override forward(inputs: TargetInputs): DecoderOutputs & { logits: Value } {
    const outputs = this.base_model.decode(inputs);
    return { ...outputs, logits: this.scores(outputs.last_hidden_state) };
  }

  async _call(inputs: EncoderDecoderCallInputs, options: DecoderCallOptions = {}): Promise<Output> {
    const call = readCall(this.base_model, inputs, options);
    const sessions = {
      encoder: await this.session(ENCODER + call.variant),
      decoder: await this.session(DECODER + call.variant),
    };
    return this.output(await runEncoderDecoder(sessions, call, 'logits', options), inputs);
  }

  protected override get loadedVariants(): readonly string[] {
    return [ENCODER, DECODER];
  }

  protected trace(graph: Graph, variant: string): void {
    if (variant.startsWith(ENCODER)) traceEncoder(graph, variant, this.base_model);
    else {
      traceTarget(graph, variant, (inputs) => {
        const outputs = this.forward(inputs);
        graph.output('logits', outputs.logits);
        return outputs;
      });
    }
  }
}

/** An encoder-decoder that gives each text a score for every label: those of its end, where the decoder has read all of it. */
export abstract class EncoderDecoderForSequenceClassification<
  Config extends object,
> extends EncoderDecoderWithHead<Config, SequenceClassifierOutput> {
  classification_head = new ClassificationHead(
    { ...this.config, hidden_size: hiddenSize(this.config) },
    'tanh',
  );
  /** What ends a text if the config does not say. */
  protected readonly defaultEnd: number = 2;

  protected scores(x: Value): Value {
    return this.classification_head.forward(x);
  }

  protected output(
    { logits, ...rest }: TargetScores,
    inputs: EncoderDecoderCallInputs,
  ): SequenceClassifierOutput {
    const { eos_token_id = this.defaultEnd } = this.config as { eos_token_id?: number };
    return { ...rest, logits: scoresAt(logits, (row) => lastEnd(inputs, row, eos_token_id)) };
  }
}

/** An encoder-decoder whose head scores each token as the first and as the last of an answer. */
export abstract class EncoderDecoderForQuestionAnswering<
  Config extends object,
> extends EncoderDecoderWithHead<Config, QuestionAnsweringModelOutput> {
  qa_outputs = new Linear(hiddenSize(this.config), 2);

  protected scores(x: Value): Value {
    return this.qa_outputs.forward(x);
  }

  protected output({ logits, ...rest }: TargetScores): QuestionAnsweringModelOutput {
    return { ...rest, ...startAndEnd(logits) };
  }
}

/** The column of the last token of a row that ends a text. */
function lastEnd({ input_ids }: EncoderDecoderCallInputs, row: number, end: number): number {
  const [, length] = input_ids.dims;
  const column = input_ids
    .to('int32')
    .data.subarray(row * length, (row + 1) * length)
    .lastIndexOf(end);
  if (column >= 0) return column;
  throw new ClassificationError(
    'sequence-end-missing',
    `row ${row} of input_ids has no token ${end} (eos_token_id), by which the model classifies a text; let the tokenizer ` +
      'add its special tokens',
  );
}

/** Encoder-decoders that give each text a score for every label. */
export function ForSequenceClassification<Config extends object>(
  Base: EncoderDecoderClass<Config>,
): ClassWithHead<EncoderDecoderForSequenceClassification<Config>, Config> {
  return headOn(EncoderDecoderForSequenceClassification<Config>, Base);
}

/** Encoder-decoders that say where in a text the answer to a question may be. */
export function ForQuestionAnswering<Config extends object>(
  Base: EncoderDecoderClass<Config>,
): ClassWithHead<EncoderDecoderForQuestionAnswering<Config>, Config> {
  return headOn(EncoderDecoderForQuestionAnswering<Config>, Base);
}
