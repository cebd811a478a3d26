import { throwIfAborted } from '@automodel/core';
import type { LogitsProcessor, Streamer, StoppingCriterion, StoppingFunction } from '@automodel/generation';
import { EngineError } from '../engine.js';
import { checkGenerationConfig } from './generate-options.js';
import type { Library, LibraryModel, LibraryTensor } from './library.js';

type Options = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly bigint[])[];

/** Tokens of a text that says nothing about its length, as in Python. */
const DEFAULT_NEW_TOKENS = 20;

/** What only {@link mendGenerate} makes the library understand. */
const ours = ['logits_processor', 'signal', 'stopping_criteria', 'streamer'];

/**
 * Makes a model's `generate` keep what it is asked: our streamers, processors and criteria, an `AbortSignal`, 20 new tokens
 * unless something is said, and rows that end where their end token is; the library goes on with all rows until all end in
 * the same step. Pipelines of the model use it, too.
 */
export function mendGenerate(library: Library, model: LibraryModel): void {
  const generate = model.generate.bind(model);
  if (model.generate !== library.PreTrainedModel.prototype.generate) {
    // A class with a way of its own, as Whisper's, whose results are not rows of tokens.
    model.generate = async (options: object): Promise<unknown> => {
      refuseOurs(options as Options);
      return generate(options);
    };
    return;
  }
  const file = model.generation_config ?? {};
  model.generate = async (options: object): Promise<unknown> => {
    const call = options as Options;
    checkGenerationConfig(file, call);
    const signal = call['signal'] as AbortSignal | undefined;
    throwIfAborted(signal);
    const said = { ...file, ...(call['generation_config'] as Options | undefined), ...call };
    const bounded = said['max_length'] != null || said['max_new_tokens'] != null;
    const result = await generate({
      ...withoutOurs(call),
      ...(!bounded && { max_new_tokens: DEFAULT_NEW_TOKENS }),
      ...(call['streamer'] != null && { streamer: streamNumbers(call['streamer'] as Streamer) }),
      ...(call['logits_processor'] != null && {
        logits_processor: Array.from(call['logits_processor'] as Iterable<LogitsProcessor>, adaptProcessor),
      }),
      stopping_criteria: [
        ...Array.from((call['stopping_criteria'] ?? []) as Iterable<Criterion>, adaptCriterion),
        (rows: Rows) => rows.map(() => signal?.aborted ?? false),
      ],
    });
    throwIfAborted(signal);
    const isDict = said['return_dict_in_generate'] === true;
    const sequences = (isDict ? (result as { sequences: unknown }).sequences : result) as LibraryTensor;
    const prompt = model.config['is_encoder_decoder'] === true ? 1 : promptLength(call);
    const ended = endRows(library, sequences, prompt, endsOf(model, said));
    return isDict ? { ...(result as object), sequences: ended } : ended;
  };
}

function refuseOurs(options: Options): void {
  const name = ours.find((option) => options[option] != null);
  if (name !== undefined) {
    throw new EngineError(
      `the engine @huggingface/transformers does not take ${name} for this class of models`,
    );
  }
}

type Criterion = StoppingCriterion | StoppingFunction;

function withoutOurs(call: Options): Options {
  return Object.fromEntries(Object.entries(call).filter(([name]) => name !== 'signal'));
}

function streamNumbers(streamer: Streamer): { put(rows: Rows): void; end(): void } {
  return {
    put: (rows) => {
      streamer.put(rows.map((row) => row.map(Number)));
    },
    end: () => {
      streamer.end();
    },
  };
}

function adaptProcessor(processor: LogitsProcessor): (rows: Rows, logits: LibraryTensor) => LibraryTensor {
  return (rows, logits) => {
    const scores = logits.data as Float32Array;
    const vocabulary = scores.length / rows.length;
    rows.forEach((row, i) => {
      const part = scores.subarray(i * vocabulary, (i + 1) * vocabulary);
      processor.process(Int32Array.from(row, Number), part, i);
    });
    return logits;
  };
}

function adaptCriterion(criterion: Criterion): (rows: Rows) => boolean[] {
  const isDone: StoppingFunction =
    typeof criterion === 'function' ? criterion : (...args) => criterion.isDone(...args);
  return (rows) => rows.map((row, i) => isDone(Int32Array.from(row, Number), undefined, i));
}

function promptLength(call: Options): number {
  const ids = (call['inputs'] ?? call['input_ids']) as LibraryTensor | undefined;
  return ids?.dims.at(-1) ?? 0;
}

interface Ends {
  readonly eos: readonly bigint[];
  readonly pad: bigint;
}

function endsOf(model: LibraryModel, said: Options): Ends {
  const eos = [said['eos_token_id'] ?? model.config['eos_token_id'] ?? []]
    .flat()
    .map((id) => BigInt(id as number));
  const pad = said['pad_token_id'] ?? model.config['pad_token_id'] ?? eos.at(0) ?? 0;
  return { eos, pad: BigInt(pad as number) };
}

/** Puts padding behind the first end token of each row, and cuts off what is padding in all of them. */
function endRows(
  { Tensor }: Library,
  sequences: LibraryTensor,
  start: number,
  { eos, pad }: Ends,
): LibraryTensor {
  const [rows, length] = sequences.dims;
  const data = BigInt64Array.from(sequences.data as ArrayLike<bigint>);
  let longest = start;
  for (let row = 0; row < rows; row++) {
    const ids = data.subarray(row * length, (row + 1) * length);
    const end = ids.findIndex((id, i) => i >= start && eos.includes(id));
    if (end >= 0) ids.fill(pad, end + 1);
    longest = Math.max(longest, end < 0 ? length : end + 1);
  }
  const kept = Array.from({ length: rows }, (_, row) => [
    ...data.subarray(row * length, row * length + longest),
  ]);
  return new Tensor('int64', BigInt64Array.from(kept.flat()), [rows, longest]);
}
