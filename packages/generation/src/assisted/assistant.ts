import { InvalidArgumentError, softmax } from '@automodel/core';
import type { PreparedGenerationConfig } from '../config/generation-config.js';
import type { DecodingState, GenerationModel } from '../generation-model.js';
import type { LogitsProcessor } from '../processors/logits-processor.js';
import type { Random } from '../sampling/random.js';
import { sampleIndex } from '../sampling/sample.js';
import { argmax } from '../search/sample.js';
import type { Draft, DraftSource } from './drafts.js';

export interface AssistantContext {
  readonly config: PreparedGenerationConfig;
  /** Those of the model that checks: so both prefer the same. */
  readonly processors: LogitsProcessor;
  readonly random: Random;
  /** Tokens of padding before the row, which processors see. */
  readonly padding: Int32Array;
  /** The most tokens that a row will have, without padding. */
  readonly capacity: number;
  readonly signal?: AbortSignal | undefined;
}

/** Speculative decoding (https://arxiv.org/abs/2211.17192): a smaller model goes ahead. */
export class Assistant implements DraftSource {
  private state?: DecodingState;
  /** The tokens that `state` has computed. */
  private readonly computed: number[] = [];
  private count: number;
  private readonly padded: Int32Array;

  /** @throws InvalidArgumentError if the models have different vocabularies */
  constructor(
    private readonly model: GenerationModel,
    vocabSize: number,
    private readonly context: AssistantContext,
  ) {
    if (model.vocabSize !== vocabSize) {
      throw new InvalidArgumentError(
        `assistant_model has ${model.vocabSize} tokens, the model ${vocabSize}: they must share their vocabulary`,
      );
    }
    this.count = context.config.num_assistant_tokens;
    this.padded = new Int32Array(context.padding.length + context.capacity + 1);
    this.padded.set(context.padding);
  }

  async propose(sequence: Int32Array, limit: number): Promise<Draft> {
    const { config, processors, random, padding, signal } = this.context;
    const room = (this.model.maxLength ?? Infinity) - sequence.length;
    const count = Math.min(this.count, limit, room);
    if (count <= 0) return { tokens: [] };
    let scores = await this.catchUp(sequence);
    this.padded.set(sequence, padding.length);
    const tokens: number[] = [];
    const drawn: Float32Array[] = [];
    while (true) {
      const length = sequence.length + tokens.length;
      const row = this.padded.subarray(0, padding.length + length);
      processors.process(row, scores, 0);
      const probabilities = softmax(scores);
      const token = config.do_sample ? sampleIndex(probabilities, random) : argmax(scores);
      tokens.push(token);
      drawn.push(probabilities);
      this.padded[padding.length + length] = token;
      const isUnsure = probabilities[token] < config.assistant_confidence_threshold;
      if (tokens.length === count || isUnsure || config.eos_token_id.includes(token)) break;
      await this.state!.step([token], signal);
      this.computed.push(token);
      scores = this.state!.logits(0);
    }
    return { tokens, ...(config.do_sample && { probabilities: drawn }) };
  }

  learn(accepted: number, proposed: number): void {
    if (this.context.config.num_assistant_tokens_schedule === 'constant') return;
    this.count = accepted === proposed ? this.count + 2 : Math.max(1, this.count - 1);
  }

  dispose(): void {
    this.state?.dispose();
  }

  /** Computes what is new in the row, after forgetting what was guessed wrong; gives the scores of its next token. */
  private async catchUp(sequence: Int32Array): Promise<Float32Array> {
    const { capacity, signal } = this.context;
    if (!this.state) {
      this.state = await this.model.start({ prompts: [sequence], copies: 1, capacity, signal });
      this.computed.push(...sequence);
      return this.state.logits(0);
    }
    let common = 0;
    // The last token is computed in any case: its scores are needed.
    const most = Math.min(this.computed.length, sequence.length - 1);
    while (common < most && this.computed[common] === sequence[common]) common++;
    this.state.crop(common);
    this.computed.length = common;
    const missing = sequence.subarray(common);
    const scores = await this.state.extend(missing, signal);
    this.computed.push(...missing);
    return scores[scores.length - 1];
  }
}
