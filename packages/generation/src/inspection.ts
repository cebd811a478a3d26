import { InvalidArgumentError } from '@automodel/core';
import type { GenerateOutput } from './generate.js';
import type { GenerationModel } from './generation-model.js';
import type { CheckedRequest } from './request.js';
import type { SearchStep } from './search/search.js';

const names = ['output_hidden_states', 'output_attentions'] as const;

/**
 * Hidden states and attentions of every step, if the options ask for them. Searches compute without: what a token saw
 * does not depend on what comes after it, so all steps are computed at once when the rows are there.
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
  if (config.num_beams > 1) return 'beams that were given up are gone; ask a plain call with the sequences';
  if (config.slidingContext) return 'a row that slides (slidingContext) is computed several times';
  return undefined;
}

export class Inspection {
  /** Of each row, its tokens with the prompt's padding. */
  private readonly lengths: number[] = [];

  constructor(
    private readonly inspect: NonNullable<GenerationModel['inspect']>,
    private readonly request: CheckedRequest,
  ) {}

  /** Takes note of where rows end. */
  see({ length, rows }: SearchStep): void {
    for (const row of Array.from(rows)) this.lengths[row] = length;
  }

  /** @param sequences the rows that were found, all of one length */
  async layers(
    sequences: readonly Int32Array[],
  ): Promise<Pick<GenerateOutput, 'hidden_states' | 'attentions'>> {
    const { config, masks, options } = this.request;
    const promptLength = masks[0].length;
    // The last token was chosen, and not computed any more.
    const length = sequences[0].length - 1;
    const { hidden_states, attentions } = await this.inspect({
      rows: sequences.map((row) => row.subarray(0, length)),
      masks: sequences.map((_, row) => {
        const mask = new Int32Array(length);
        mask.set(masks[Math.floor(row / config.num_return_sequences)]);
        return mask.fill(1, promptLength, this.lengths[row] - 1);
      }),
      output_hidden_states: config.output_hidden_states,
      output_attentions: config.output_attentions,
      signal: options.signal,
    });
    const steps = Array.from({ length: length - promptLength + 1 }, (_, step): [number, number] =>
      step === 0 ? [0, promptLength] : [promptLength + step - 1, promptLength + step],
    );
    return {
      ...(hidden_states && {
        hidden_states: steps.map((columns) => hidden_states.map((state) => state.slice(null, columns))),
      }),
      ...(attentions && {
        attentions: steps.map((queries) =>
          attentions.map((layer) => layer.slice(null, null, queries, [0, queries[1]])),
        ),
      }),
    };
  }
}
