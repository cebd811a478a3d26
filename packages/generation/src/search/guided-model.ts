import type { DecodingState, GenerationModel, StartOptions } from '../generation-model.js';

/**
 * A model beside itself without the condition, for classifier-free guidance (https://arxiv.org/abs/2306.17806): every row
 * has a twin that began with another prompt and gets the same tokens.
 */
export class ModelWithTwin implements GenerationModel {
  readonly vocabSize: number;
  readonly maxLength: number | undefined;
  private twin?: DecodingState;
  private asked = 0;

  /** @param prompts those of the twins, one for each prompt */
  constructor(
    private readonly model: GenerationModel,
    private readonly prompts: readonly Int32Array[],
  ) {
    this.vocabSize = model.vocabSize;
    this.maxLength = model.maxLength;
  }

  /** Scores of the twin of the row whose scores were asked for last: a search asks right before it has them processed. */
  readonly unconditional = (): Float32Array => this.twin!.logits(this.asked);

  async start(options: StartOptions): Promise<DecodingState> {
    const state = await this.model.start(options);
    const longest = (rows: readonly ArrayLike<number>[]): number =>
      Math.max(...rows.map((row) => row.length));
    const capacity = options.capacity + longest(this.prompts);
    try {
      this.twin = await this.model.start({ ...options, prompts: this.prompts, capacity });
    } catch (error) {
      state.dispose();
      throw error;
    }
    return this.paired(state, this.twin);
  }

  private paired(state: DecodingState, twin: DecodingState): DecodingState {
    return {
      get rows() {
        return state.rows;
      },
      length: (row) => state.length(row),
      logits: (row) => {
        this.asked = row;
        return state.logits(row);
      },
      hidden: (row) => state.hidden(row),
      promptHidden: (row) => state.promptHidden(row),
      step: async (tokens, signal) => {
        await state.step(tokens, signal);
        await twin.step(tokens, signal);
      },
      reorder: (parents) => {
        state.reorder(parents);
        twin.reorder(parents);
      },
      extend: () => {
        throw new Error('a row with a twin is not extended');
      },
      crop: () => {
        throw new Error('a row with a twin is not cropped');
      },
      dispose: () => {
        state.dispose();
        twin.dispose();
      },
    };
  }
}
