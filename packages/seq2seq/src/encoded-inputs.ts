import type { Tensor } from '@automodel/core';
import type {
  DecodingState,
  GenerationModel,
  InspectedLayers,
  InspectOptions,
  StartOptions,
} from '@automodel/generation';
import {
  EncoderMemory,
  halfVariant,
  packWritten,
  runEncoder,
  runTarget,
  startDecoding,
  type DecoderLimits,
  type EncodedSource,
  type EncoderDecoderSessions,
} from '@automodel/modeling';

/** A decoder beside the inputs that it reads, one for each prompt. */
export class EncodedInputs implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength: number | undefined;
  /** What {@link inspect} reads in every call. */
  private inspected?: EncodedSource;

  /** @param sessions both halves, with the outputs of a variant */
  constructor(
    private readonly feeds: Record<string, Tensor<'int32'>>,
    private readonly limits: DecoderLimits,
    private readonly sessions: (variant: string) => Promise<EncoderDecoderSessions>,
  ) {
    this.vocabSize = limits.vocabulary;
    this.maxLength = limits.maxLength;
  }

  async start(options: StartOptions): Promise<DecodingState> {
    const { encoder, decoder } = await this.sessions('');
    const memory = await EncoderMemory.encode(encoder, this.feeds, options.signal);
    return startDecoding(decoder, this.limits, options, memory);
  }

  /** @param options.rows as many of each input, side by side */
  async inspect({ rows, masks, signal, ...options }: InspectOptions): Promise<InspectedLayers> {
    const { encoder, decoder } = await this.sessions(halfVariant(options));
    this.inspected ??= await runEncoder(encoder, this.feeds, { signal });
    const { feeds, outputs } = this.inspected;
    const packed = packWritten(rows, masks, this.limits);
    const read = Object.entries(feeds).map(([name, values]) => [name, forEachRow(values, rows.length)]);
    const { decoder_hidden_states, decoder_attentions, cross_attentions } = await runTarget(
      decoder,
      packed,
      'last_hidden_state',
      { signal },
      // Of the head nothing is asked but that it computes something.
      { ...Object.fromEntries(read), logit_positions: packed.logitPositions(1) },
    );
    const { encoder_hidden_states, encoder_attentions } = outputs;
    return {
      encoder_hidden_states,
      encoder_attentions,
      decoder_hidden_states,
      decoder_attentions,
      cross_attentions,
    };
  }
}

/** What belongs to each input, for each of its rows: `[inputs, ...]` to `[rows, ...]`. */
function forEachRow(values: Tensor, rows: number): Tensor {
  const [inputs, ...rest] = values.dims;
  if (inputs === rows) return values;
  return values
    .unsqueeze(1)
    .expand(inputs, rows / inputs, ...rest)
    .reshape(rows, ...rest);
}
