import type { Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import {
  DECODER,
  ENCODER,
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
import type { ClassifierConfig } from '../labels.js';
import { ModelWithHead } from './model-with-head.js';

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
