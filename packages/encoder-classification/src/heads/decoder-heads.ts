import { Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import {
  decoderVariant,
  Linear,
  packRows,
  runDecoder,
  traceDecoder,
  type DecoderCallInputs,
  type DecoderCallOptions,
  type DecoderInputs,
  type DecoderModel,
  type DecoderModelOutput,
  type DecoderOutputs,
} from '@automodel/modeling';
import type { ClassifierConfig } from '../labels.js';
import { headOn, hiddenSize, ModelWithHead, type BaseClass, type ClassWithHead } from './model-with-head.js';
import type {
  QuestionAnsweringModelOutput,
  SequenceClassifierOutput,
  TokenClassifierOutput,
} from './outputs.js';

type DecoderClass<Config extends object> = BaseClass<DecoderModel<Config>, Config>;

/** The scores of every token, `[batch, sequence, labels]`, and what else was asked for. */
type TokenScores = Pick<DecoderModelOutput, 'hidden_states' | 'attentions'> & { logits: Tensor<'float32'> };

export interface DecoderWithHead<Config extends object, Output extends object> {
  (inputs: DecoderCallInputs, options?: DecoderCallOptions): Promise<Output>;
  readonly config: Config & ClassifierConfig;
}

/** A decoder with a head that scores every token, which has seen those before it. */
export abstract class DecoderWithHead<Config extends object, Output extends object> extends ModelWithHead<
  DecoderModel<Config>,
  Config
> {
  /** The head: `[batch, sequence, hidden]` to `[batch, sequence, labels]`. */
  protected abstract scores(x: Value): Value;

  /** What becomes of the scores. */
  protected abstract output(scores: TokenScores, inputs: DecoderCallInputs): Output;

  /** Longest sequence that the network reads, or undefined if its positions have no end. */
  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

  override forward(inputs: DecoderInputs): DecoderOutputs & { logits: Value } {
    const outputs = this.base_model.forward(inputs);
    return { ...outputs, logits: this.scores(outputs.last_hidden_state) };
  }

  async _call(inputs: DecoderCallInputs, options: DecoderCallOptions = {}): Promise<Output> {
    const rows = packRows(inputs, this.base_model.limits);
    const session = await this.session(decoderVariant(options));
    return this.output(await runDecoder(session, rows, 'logits', options), inputs);
  }

  protected trace(graph: Graph, variant: string): void {
    traceDecoder(graph, variant, (inputs) => {
      const outputs = this.forward(inputs);
      graph.output('logits', outputs.logits);
      return outputs;
    });
  }
}

/** A decoder that gives each text a score for every label: those of its last token, which has seen all of them. */
export abstract class DecoderForSequenceClassification<Config extends object> extends DecoderWithHead<
  Config,
  SequenceClassifierOutput
> {
  score = new Linear(hiddenSize(this.config), this.config.num_labels, { bias: false });

  protected scores(x: Value): Value {
    return this.score.forward(x);
  }

  protected output({ logits, ...rest }: TokenScores, inputs: DecoderCallInputs): SequenceClassifierOutput {
    const { pad_token_id } = this.config as { pad_token_id?: number | null };
    return { logits: scoresAt(logits, (row) => lastToken(inputs, row, pad_token_id)), ...rest };
  }
}

/** A decoder that gives each token a score for every label. */
export abstract class DecoderForTokenClassification<Config extends object> extends DecoderWithHead<
  Config,
  TokenClassifierOutput
> {
  protected output(scores: TokenScores): TokenClassifierOutput {
    return scores;
  }
}

/** As today's decoders call their head. */
export abstract class DecoderWithTokenScore<
  Config extends object,
> extends DecoderForTokenClassification<Config> {
  score = new Linear(hiddenSize(this.config), this.config.num_labels);

  protected scores(x: Value): Value {
    return this.score.forward(x);
  }
}

/** As GPT-2 and its contemporaries call it. */
export abstract class DecoderWithTokenClassifier<
  Config extends object,
> extends DecoderForTokenClassification<Config> {
  classifier = new Linear(hiddenSize(this.config), this.config.num_labels);

  protected scores(x: Value): Value {
    return this.classifier.forward(x);
  }
}

/** A decoder whose head scores each token as the first and as the last of an answer. */
export abstract class DecoderForQuestionAnswering<Config extends object> extends DecoderWithHead<
  Config,
  QuestionAnsweringModelOutput
> {
  qa_outputs = new Linear(hiddenSize(this.config), 2);

  protected scores(x: Value): Value {
    return this.qa_outputs.forward(x);
  }

  protected output({ logits, ...rest }: TokenScores): QuestionAnsweringModelOutput {
    return { ...startAndEnd(logits), ...rest };
  }
}

/** The columns of scores `[batch, sequence, 2]`, each `[batch, sequence]`. */
export function startAndEnd({ data, dims }: Tensor<'float32'>): QuestionAnsweringModelOutput {
  const [batch, sequence] = dims;
  const column = (which: 0 | 1): Tensor<'float32'> =>
    new Tensor(
      'float32',
      Float32Array.from({ length: batch * sequence }, (_, i) => data[2 * i + which]),
      [batch, sequence],
    );
  return { start_logits: column(0), end_logits: column(1) };
}

/** The scores of one token of each row: `[batch, sequence, labels]` to `[batch, labels]`. */
export function scoresAt(logits: Tensor<'float32'>, columnOf: (row: number) => number): Tensor<'float32'> {
  const [batch, , labels] = logits.dims;
  const data = new Float32Array(batch * labels);
  for (let row = 0; row < batch; row++) data.set(logits.at(row).at(columnOf(row)).data, row * labels);
  return new Tensor('float32', data, [batch, labels]);
}

/** The column of a row's last token that is not padding, by the mask and by the id that padding has. */
function lastToken(
  { input_ids, attention_mask }: DecoderCallInputs,
  row: number,
  padding?: number | null,
): number {
  const [, length] = input_ids.dims;
  for (let column = length - 1; column > 0; column--) {
    const place = row * length + column;
    const isMasked = attention_mask !== undefined && Number(attention_mask.data[place]) === 0;
    if (!isMasked && Number(input_ids.data[place]) !== padding) return column;
  }
  return 0;
}

/** Decoders that give each text a score for every label. */
export function ForSequenceClassification<Config extends object>(
  Decoder: DecoderClass<Config>,
): ClassWithHead<DecoderForSequenceClassification<Config>, Config> {
  return headOn(DecoderForSequenceClassification<Config>, Decoder);
}

/** Decoders that give each token a score for every label; `score` or `classifier` is the head's name in checkpoints. */
export function ForTokenClassification<Config extends object>(
  Decoder: DecoderClass<Config>,
): ClassWithHead<DecoderWithTokenScore<Config>, Config>;
export function ForTokenClassification<Config extends object>(
  Decoder: DecoderClass<Config>,
  head: 'classifier',
): ClassWithHead<DecoderWithTokenClassifier<Config>, Config>;
export function ForTokenClassification<Config extends object>(
  Decoder: DecoderClass<Config>,
  head?: 'classifier',
): unknown {
  return head
    ? headOn(DecoderWithTokenClassifier<Config>, Decoder)
    : headOn(DecoderWithTokenScore<Config>, Decoder);
}

/** Decoders that say where in a text the answer to a question may be. */
export function ForQuestionAnswering<Config extends object>(
  Decoder: DecoderClass<Config>,
): ClassWithHead<DecoderForQuestionAnswering<Config>, Config> {
  return headOn(DecoderForQuestionAnswering<Config>, Decoder);
}
