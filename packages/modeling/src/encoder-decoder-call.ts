import type { Tensor } from '@automodel/core';
import type { Session } from '@automodel/runtime';
import { packRows, type PackedRows } from './decoder-feeds.js';
import { CROSS_ATTENTIONS, decoderVariant, runDecoder, type DecoderCallOptions } from './decoder-model.js';
import type { EncoderDecoderModel } from './encoder-decoder-model.js';
import { encoderFeeds, ModelInputError, refuseUnknownInputs } from './encoder-feeds.js';
import { layersOf } from './layer-outputs.js';

/** What an encoder-decoder is called with; all `[batch, sequence]`, int32 or int64. */
export interface EncoderDecoderCallInputs {
  /** What the encoder reads. */
  readonly input_ids: Tensor;
  readonly attention_mask?: Tensor;
  /** What the decoder reads; if left out, what the class in Python takes then. */
  readonly decoder_input_ids?: Tensor;
  readonly decoder_attention_mask?: Tensor;
}

/** What an encoder-decoder without a head computes; all float32. */
export interface EncoderDecoderModelOutput {
  /** Of the decoder, `[batch, target, hidden]`, zeros at padding. */
  readonly last_hidden_state: Tensor<'float32'>;
  /** `[batch, source, hidden]` */
  readonly encoder_last_hidden_state: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, source, hidden]`. */
  readonly encoder_hidden_states?: readonly Tensor<'float32'>[];
  /** On request: of each layer, what its heads looked at, `[batch, heads, source, source]`. */
  readonly encoder_attentions?: readonly Tensor<'float32'>[];
  /** On request: likewise of the decoder, each `[batch, target, hidden]`. */
  readonly decoder_hidden_states?: readonly Tensor<'float32'>[];
  /** On request: of each layer of the decoder, `[batch, heads, target, target]`, zeros at padding. */
  readonly decoder_attentions?: readonly Tensor<'float32'>[];
  /** On request: what these saw of the input, `[batch, heads, target, source]`, zeros at padding. */
  readonly cross_attentions?: readonly Tensor<'float32'>[];
}

/** The sessions of both halves. */
export interface EncoderDecoderSessions {
  readonly encoder: Session;
  readonly decoder: Session;
}

/** A checked call. */
export interface EncoderDecoderCall {
  /** What is added to the names of both halves, for the outputs asked for. */
  readonly variant: string;
  readonly source: Record<string, Tensor<'int32'>>;
  readonly target: PackedRows;
}

/**
 * Checks what an encoder-decoder is called with.
 *
 * @throws ModelInputError, InvalidArgumentError
 */
export function readCall(
  model: EncoderDecoderModel,
  inputs: EncoderDecoderCallInputs,
  options: DecoderCallOptions,
): EncoderDecoderCall {
  const variant = halfVariant(options);
  refuseUnknownInputs(inputs, [
    'input_ids',
    'attention_mask',
    'token_type_ids',
    'decoder_input_ids',
    'decoder_attention_mask',
  ]);
  const { decoder_input_ids, decoder_attention_mask, ...source } = inputs;
  const feeds = encoderFeeds(source, model.sourceLimits);
  const given = decoder_input_ids && {
    input_ids: decoder_input_ids,
    ...(decoder_attention_mask && { attention_mask: decoder_attention_mask }),
  };
  const target = packRows(given ?? model.defaultTarget(source), model.limits);
  const [batch] = feeds['input_ids'].dims;
  if (target.batch !== batch) {
    throw new ModelInputError(
      `decoder_input_ids have ${target.batch} rows for the ${batch} rows of input_ids; give one for each`,
    );
  }
  return { variant, source: feeds, target };
}

/** What is added to the name of either half for the outputs asked for. */
export function halfVariant(options: DecoderCallOptions): string {
  const variant = decoderVariant(options);
  return variant && ` ${variant}`;
}

/** What an encoder made of some inputs. */
export interface EncodedSource {
  /** What a decoder reads, by the names of its graph's inputs, each `[inputs, ...]`. */
  readonly feeds: Readonly<Record<string, Tensor<'float32'> | Tensor<'int32'>>>;
  readonly outputs: Pick<EncoderDecoderModelOutput, 'encoder_last_hidden_state' | EncoderLayers>;
}

type EncoderLayers = 'encoder_hidden_states' | 'encoder_attentions';

/** @param source int32 `[inputs, source]`: `input_ids` and `attention_mask` */
export async function runEncoder(
  session: Session,
  source: EncoderDecoderCall['source'],
  { signal }: Pick<DecoderCallOptions, 'signal'>,
): Promise<EncodedSource> {
  const run = (await session.run(source, { signal })) as Record<string, Tensor<'float32'>>;
  const read = Object.entries(run).filter(([name]) => name.startsWith('cross.'));
  return {
    feeds: { ...Object.fromEntries(read), encoder_attention_mask: source['attention_mask'] },
    outputs: {
      encoder_last_hidden_state: run['encoder_last_hidden_state'],
      ...layersOf(run, ['encoder_hidden_states', 'encoder_attentions']),
    },
  };
}

/** What {@link runTarget} computes. */
export type TargetRun<Output extends string> = Record<Output, Tensor<'float32'>> &
  Pick<EncoderDecoderModelOutput, 'decoder_hidden_states' | 'decoder_attentions' | typeof CROSS_ATTENTIONS>;

/**
 * Computes all tokens that a decoder reads at once.
 *
 * @param output which vector of each of them to compute, `last_hidden_state` or `logits`
 * @param feeds inputs beside those of the rows: what an encoder made, one for each row
 */
export async function runTarget<Output extends string>(
  session: Session,
  target: PackedRows,
  output: Output,
  options: Pick<DecoderCallOptions, 'signal'>,
  feeds: Record<string, Tensor>,
): Promise<TargetRun<Output>> {
  const { hidden_states, attentions, ...rest } = await runDecoder(session, target, output, options, feeds);
  return {
    ...rest,
    ...(hidden_states && { decoder_hidden_states: hidden_states }),
    ...(attentions && { decoder_attentions: attentions }),
  } as TargetRun<Output>;
}

/**
 * Computes inputs and outputs as they stand, without searching.
 *
 * @param output which vector of each token of the output to compute, `last_hidden_state` or `logits`
 * @param feeds inputs of the decoder beside those of the rows
 */
export async function runEncoderDecoder<Output extends string>(
  sessions: EncoderDecoderSessions,
  { source, target }: EncoderDecoderCall,
  output: Output,
  options: DecoderCallOptions,
  feeds: Record<string, Tensor> = {},
): Promise<Record<Output, Tensor<'float32'>> & Omit<EncoderDecoderModelOutput, 'last_hidden_state'>> {
  const encoded = await runEncoder(sessions.encoder, source, options);
  const all = { ...encoded.feeds, ...feeds };
  return { ...(await runTarget(sessions.decoder, target, output, options, all)), ...encoded.outputs };
}
