import type { Tensor } from '@automodel/core';
import type { DecodingState, GenerationModel, StartOptions } from '@automodel/generation';
import {
  EncoderMemory,
  startDecoding,
  type DecoderLimits,
  type EncoderDecoderSessions,
} from '@automodel/modeling';

/** A decoder beside the inputs that it reads, one for each prompt. */
export class EncodedInputs implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength: number | undefined;

  constructor(
    private readonly feeds: Record<string, Tensor<'int32'>>,
    private readonly limits: DecoderLimits,
    private readonly sessions: () => Promise<EncoderDecoderSessions>,
  ) {
    this.vocabSize = limits.vocabulary;
    this.maxLength = limits.maxLength;
  }

  async start(options: StartOptions): Promise<DecodingState> {
    const { encoder, decoder } = await this.sessions();
    const memory = await EncoderMemory.encode(encoder, this.feeds, options.signal);
    return startDecoding(decoder, this.limits, options, memory);
  }
}
