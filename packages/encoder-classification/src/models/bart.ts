/**
 * BART with heads that classify (https://arxiv.org/abs/1910.13461). Encoder and decoder read the same text; it is classified
 * by what the decoder makes of its end.
 */
import type { Value } from '@automodel/graph';
import {
  bartConfig,
  BartModel,
  Linear,
  type BartConfig,
  type EncoderDecoderCallInputs,
} from '@automodel/modeling';
import { ClassificationError } from '../errors.js';
import { ClassificationHead } from '../heads/classification-head.js';
import { scoresAt, startAndEnd } from '../heads/decoder-heads.js';
import { EncoderDecoderWithHead, type TargetScores } from '../heads/encoder-decoder-heads.js';
import type { QuestionAnsweringModelOutput, SequenceClassifierOutput } from '../heads/outputs.js';
import { withLabels } from '../labels.js';

export class BartForSequenceClassification extends EncoderDecoderWithHead<
  BartConfig,
  SequenceClassifierOutput
> {
  static readonly configSchema = withLabels(bartConfig);
  static readonly base_model_prefix = 'model';
  static readonly Base = BartModel;

  classification_head = new ClassificationHead({ ...this.config, hidden_size: this.config.d_model }, 'tanh');

  protected scores(x: Value): Value {
    return this.classification_head.forward(x);
  }

  protected output(
    { logits, ...rest }: TargetScores,
    inputs: EncoderDecoderCallInputs,
  ): SequenceClassifierOutput {
    const { eos_token_id = 2 } = this.config as { eos_token_id?: number };
    return { ...rest, logits: scoresAt(logits, (row) => lastEnd(inputs, row, eos_token_id)) };
  }
}

export class BartForQuestionAnswering extends EncoderDecoderWithHead<
  BartConfig,
  QuestionAnsweringModelOutput
> {
  static readonly configSchema = withLabels(bartConfig);
  static readonly base_model_prefix = 'model';
  static readonly Base = BartModel;

  qa_outputs = new Linear(this.config.d_model, 2);

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
    `row ${row} of input_ids has no token ${end} (eos_token_id), by which BART classifies a text; let the tokenizer add its ` +
      'special tokens',
  );
}
