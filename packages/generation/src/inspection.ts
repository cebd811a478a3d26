import { InvalidArgumentError, type Tensor } from '@automodel/core';
import type { GenerateOutput } from './generate.js';
import type { GenerationModel, InspectedLayers } from './generation-model.js';
import type { CheckedRequest } from './request.js';
import type { SearchStep } from './search/search.js';

const names = ['output_hidden_states', 'output_attentions'] as const;

/**
 * Hidden states and attentions of every step, if the options ask for them. Searches compute without: what a token saw
 * does not depend on what comes after it, so all steps are computed at once when the rows are there; beams, which change
 * their rows, step by step.
 *
 * @throws InvalidArgumentError if the caller asks for what cannot be given
 */
export function prepareInspection(request: CheckedRequest): Inspection | undefined {
  const { config, given } = request;
  const wanted = config.return_dict_in_generate ? names.filter((name) => config[name]) : [];
  if (wanted.length === 0) return undefined;
  const reason = reasonAgainst(request);
  if (reason === undefined) return new Inspection(given.inspect!.bind(given), request);
  const asked = wanted.find((name) => config.explicit.has(name));
  if (asked === undefined) return undefined;
  throw new InvalidArgumentError(`${asked}: ${reason}`);
}

function reasonAgainst({ config, given }: CheckedRequest): string | undefined {
  if (!given.inspect) return 'this kind of model does not give them in generate(); ask a plain call of it';
  if (config.slidingContext) return 'a row that slides (slidingContext) is computed several times';
  return undefined;
}

type Layers = readonly Tensor<'float32'>[];

/** From the first to the one behind the last. */
type Columns = readonly [begin: number, end: number];

/** Rows that are computed at once, and the columns of each step among them. */
interface Run {
  readonly rows: readonly Int32Array[];
  readonly masks: readonly Int32Array[];
  readonly steps: readonly Columns[];
}

export class Inspection {
  /** Of each row, its tokens with the prompt's padding. */
  private readonly lengths: number[] = [];
  /** Of beams: the rows of every step; those that nobody continues are not there. */
  private readonly beams: (Int32Array | undefined)[][];
  private readonly promptLength: number;

  constructor(
    private readonly inspect: NonNullable<GenerationModel['inspect']>,
    private readonly request: CheckedRequest,
  ) {
    const { padded, config } = request;
    this.promptLength = padded[0].length;
    this.beams = [padded.flatMap((prompt) => new Array<Int32Array>(config.num_beams).fill(prompt))];
  }

  /** Takes note of where rows end, and of how beams go on. */
  see({ length, rows, tokens, parents }: SearchStep): void {
    for (const row of Array.from(rows)) this.lengths[row] = length;
    if (!parents) return;
    const before = this.beams[this.beams.length - 1];
    const next: (Int32Array | undefined)[] = before.map(() => undefined);
    Array.from(rows).forEach((row, i) => {
      next[row] = Int32Array.of(...before[parents[i]]!, tokens[i]);
    });
    this.beams.push(next);
  }

  /** @param sequences the rows that were found, all of one length */
  async layers(sequences: readonly Int32Array[]): Promise<Pick<GenerateOutput, keyof InspectedLayers>> {
    const { config, options } = this.request;
    const found: Record<string, unknown> = {};
    for (const { steps, ...run } of config.num_beams > 1 ? this.beamRuns() : [this.run(sequences)]) {
      const inspected = await this.inspect({
        ...run,
        output_hidden_states: config.output_hidden_states,
        output_attentions: config.output_attentions,
        signal: options.signal,
      });
      for (const [name, layers] of Object.entries(inspected) as [string, Layers | undefined][]) {
        if (layers === undefined) continue;
        if (name.startsWith('encoder')) found[name] = layers;
        else {
          const all = (found[name] ??= []) as Layers[];
          all.push(...steps.map((columns) => layers.map((layer) => ofStep(name, layer, columns))));
        }
      }
    }
    return found;
  }

  /** All steps at once. */
  private run(sequences: readonly Int32Array[]): Run {
    const { promptLength } = this;
    // The last token was chosen, and not computed any more.
    const length = sequences[0].length - 1;
    return {
      rows: sequences.map((row) => row.subarray(0, length)),
      masks: sequences.map((_, row) => this.mask(row, length, this.lengths[row] - 1)),
      steps: Array.from({ length: length - promptLength + 1 }, (_, step) => this.columns(step)),
    };
  }

  /** Each step by itself: what a row becomes may begin otherwise. */
  private beamRuns(): Run[] {
    return this.beams.slice(0, -1).map((rows, step) => {
      const columns = this.columns(step);
      const [, length] = columns;
      return {
        rows: rows.map((row) => row ?? new Int32Array(length)),
        masks: rows.map((tokens, row) => (tokens ? this.mask(row, length, length) : new Int32Array(length))),
        steps: [columns],
      };
    });
  }

  /** In the first step the prompt is computed, in each later one a single token. */
  private columns(step: number): Columns {
    const length = this.promptLength + step;
    return [step === 0 ? 0 : length - 1, length];
  }

  /** 1 where a row has tokens, up to its end. */
  private mask(row: number, length: number, end: number): Int32Array {
    const { masks, config } = this.request;
    const mask = new Int32Array(length);
    mask.set(masks[Math.floor(row / Math.max(config.num_beams, config.num_return_sequences))]);
    return mask.fill(1, this.promptLength, end);
  }
}

/** Of a layer over whole rows what belongs to a step: tokens, and what these saw. */
function ofStep(name: string, layer: Tensor<'float32'>, columns: Columns): Tensor<'float32'> {
  if (name.endsWith('hidden_states')) return layer.slice(null, columns);
  return layer.slice(null, null, columns, name === 'cross_attentions' ? null : [0, columns[1]]);
}
