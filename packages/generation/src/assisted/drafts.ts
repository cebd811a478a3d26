/** Tokens that a row will probably go on with, to be checked by the model at once. */
export interface Draft {
  readonly tokens: readonly number[];
  /** Where the tokens were drawn: the probabilities that each was drawn from. */
  readonly probabilities?: readonly Float32Array[];
}

/** Something that guesses how a row goes on. */
export interface DraftSource {
  /**
   * @param sequence the row without padding
   * @param limit the most tokens that are of use
   */
  propose(sequence: Int32Array, limit: number): Promise<Draft>;
  /** Says how many tokens of the last draft were right. */
  learn(accepted: number, proposed: number): void;
  dispose(): void;
}
