/** What takes tokens as they come: `TextStreamer` of `@automodel/tokenizers`, or anything else with these two methods. */
export interface Streamer {
  /** @param tokens the prompt first, then each new token; of the one row there is */
  put(tokens: readonly (readonly number[])[]): void;
  /** Nothing more comes. */
  end(): void;
}
