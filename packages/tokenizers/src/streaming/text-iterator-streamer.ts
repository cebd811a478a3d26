import type { PreTrainedTokenizer } from '../pretrained/pretrained-tokenizer.js';
import { TextStreamer, type TextStreamerOptions } from './text-streamer.js';

/**
 * The words of a text while it is generated, to be looped over, as `TextIteratorStreamer` of transformers.
 *
 * @example
 * const streamer = new TextIteratorStreamer(tokenizer, { skip_prompt: true });
 * const done = model.generate({ ...inputs, streamer });
 * for await (const text of streamer) process.stdout.write(text);
 * await done;
 */
export class TextIteratorStreamer extends TextStreamer implements AsyncIterable<string> {
  private readonly pieces: string[] = [];
  private isOver = false;
  private wake?: () => void;

  constructor(tokenizer: PreTrainedTokenizer, settings: Omit<TextStreamerOptions, 'callback_function'> = {}) {
    super(tokenizer, settings);
  }

  override on_finalized_text(text: string, isEnd: boolean): void {
    if (text !== '') this.pieces.push(text);
    this.isOver ||= isEnd;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    while (true) {
      while (this.pieces.length > 0) yield this.pieces.shift()!;
      if (this.isOver) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
