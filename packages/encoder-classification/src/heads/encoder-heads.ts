import { refuseUnknownOptions } from '@automodel/core';
import type { Graph, Module, Value } from '@automodel/graph';
import {
  collectOutputs,
  declareInputs,
  ENCODER_OPTIMIZATION,
  encoderFeeds,
  HIDDEN_STATES,
  Linear,
  nameHiddenStates,
  type EncoderCallInputs,
  type EncoderConfig,
  type EncoderInputs,
  type EncoderModel,
  type EncoderOutputs,
  type ModelCallOptions,
} from '@automodel/modeling';
import type { ClassifierConfig } from '../labels.js';
import { headOn, hiddenSize, ModelWithHead, type BaseClass, type ClassWithHead } from './model-with-head.js';
import type {
  QuestionAnsweringModelOutput,
  SequenceClassifierOutput,
  TokenClassifierOutput,
} from './outputs.js';

type EncoderClass<Config extends EncoderConfig> = BaseClass<EncoderModel<Config>, Config>;

/** A part of a network that takes vectors and gives vectors. */
export interface Head extends Module {
  forward(x: Value): Value;
}

export interface EncoderWithHead<Config extends EncoderConfig, Output extends object> {
  (inputs: EncoderCallInputs, options?: ModelCallOptions): Promise<Output>;
  readonly config: Config & ClassifierConfig;
}

/** An encoder with a head on it. */
export abstract class EncoderWithHead<
  Config extends EncoderConfig,
  Output extends object,
> extends ModelWithHead<EncoderModel<Config>, Config> {
  protected override readonly graphOptimization = ENCODER_OPTIMIZATION;
  protected override readonly takesInt8 = true;

  /** What the head makes of the encoder's outputs, by the names of the model's outputs. */
  protected abstract scores(outputs: EncoderOutputs, inputs: EncoderInputs): Record<string, Value>;

  /** Longest sequence that the network reads, or undefined if its positions have no end. */
  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

  override forward(inputs: EncoderInputs): EncoderOutputs & { scores: Record<string, Value> } {
    const outputs = this.base_model.forward(inputs);
    return { ...outputs, scores: this.scores(outputs, inputs) };
  }

  async _call(inputs: EncoderCallInputs, options: ModelCallOptions = {}): Promise<Output> {
    refuseUnknownOptions('the model', options, ['output_hidden_states', 'signal']);
    const feeds = encoderFeeds(inputs, this.base_model.limits);
    const session = await this.session(options.output_hidden_states ? HIDDEN_STATES : '');
    return collectOutputs(await session.run(feeds, { signal: options.signal })) as Output;
  }

  protected trace(graph: Graph, variant: string): void {
    const { scores, hidden_states } = this.forward(declareInputs(graph, this.base_model.limits));
    for (const [name, value] of Object.entries(scores)) graph.output(name, value);
    if (variant === HIDDEN_STATES) nameHiddenStates(graph, hidden_states);
  }

  protected override tracePortable(graph: Graph): void {
    this.trace(graph, '');
  }
}

/** An encoder whose head gives each text a score for every label. */
export abstract class EncoderForSequenceClassification<Config extends EncoderConfig> extends EncoderWithHead<
  Config,
  SequenceClassifierOutput
> {
  classifier: Head = new Linear(hiddenSize(this.config), this.config.num_labels);

  /** The vector of each text, `[batch, hidden]`: that of its first token, if a class does not say otherwise. */
  protected pooled(outputs: EncoderOutputs, inputs: EncoderInputs): Value;
  protected pooled({ last_hidden_state }: EncoderOutputs): Value {
    return last_hidden_state.gather(0, 1);
  }

  protected scores(outputs: EncoderOutputs, inputs: EncoderInputs): { logits: Value } {
    return { logits: this.classifier.forward(this.pooled(outputs, inputs)) };
  }
}

/** An encoder whose head gives each token a score for every label. */
export abstract class EncoderForTokenClassification<Config extends EncoderConfig> extends EncoderWithHead<
  Config,
  TokenClassifierOutput
> {
  classifier = new Linear(hiddenSize(this.config), this.config.num_labels);

  protected scores({ last_hidden_state }: EncoderOutputs): { logits: Value } {
    return { logits: this.classifier.forward(last_hidden_state) };
  }
}

/** An encoder whose head scores each token as the first and as the last of an answer. */
export abstract class EncoderForQuestionAnswering<Config extends EncoderConfig> extends EncoderWithHead<
  Config,
  QuestionAnsweringModelOutput
> {
  qa_outputs = new Linear(hiddenSize(this.config), 2);

  protected scores({ last_hidden_state }: EncoderOutputs): { start_logits: Value; end_logits: Value } {
    return startAndEnd(this.qa_outputs.forward(last_hidden_state));
  }
}

/** `[batch, sequence, 2]` as two values `[batch, sequence]`. */
export function startAndEnd(logits: Value): { start_logits: Value; end_logits: Value } {
  return { start_logits: logits.gather(0, 2), end_logits: logits.gather(1, 2) };
}

/** Encoders that give each text a score for every label. */
export function ForSequenceClassification<Config extends EncoderConfig>(
  Encoder: EncoderClass<Config>,
): ClassWithHead<EncoderForSequenceClassification<Config>, Config> {
  return headOn(EncoderForSequenceClassification<Config>, Encoder);
}

/** Encoders that give each token a score for every label. */
export function ForTokenClassification<Config extends EncoderConfig>(
  Encoder: EncoderClass<Config>,
): ClassWithHead<EncoderForTokenClassification<Config>, Config> {
  return headOn(EncoderForTokenClassification<Config>, Encoder);
}

/** Encoders that say where in a text the answer to a question may be. */
export function ForQuestionAnswering<Config extends EncoderConfig>(
  Encoder: EncoderClass<Config>,
): ClassWithHead<EncoderForQuestionAnswering<Config>, Config> {
  return headOn(EncoderForQuestionAnswering<Config>, Encoder);
}
