import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  DecodeStream,
  TextIteratorStreamer,
  TextStreamer,
  tokenizerFromFiles,
  type DecodeOptions,
  type PreTrainedTokenizer,
} from '../src/index.js';
import { filesIn, fixtureFolders, listFolder, loadEmbedded, readJson } from './fixtures.js';

interface Golden {
  tokenizer?: string;
  single: { ids: number[] }[];
}

const folder = fixtureFolders[fixtureFolders.length - 1];
const goldens = listFolder(folder, 'tokenizers/')
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ file, golden: readJson(folder, `tokenizers/${file}`) as Golden }))
  .filter(({ golden }) => golden.tokenizer !== undefined);

function streamed(tokenizer: PreTrainedTokenizer, ids: readonly number[], options?: DecodeOptions): string[] {
  const stream = new DecodeStream(tokenizer, options);
  return [...ids.map((id) => stream.push(id)), stream.end()];
}

describe.each(goldens)('DecodeStream with $file', ({ golden }) => {
  let tokenizer: PreTrainedTokenizer;
  beforeAll(async () => {
    tokenizer = await tokenizerFromFiles(filesIn(new URL(`${golden.tokenizer}/`, folder.url)));
  });

  const settings: DecodeOptions[] = [
    {},
    { skip_special_tokens: true },
    { skip_special_tokens: true, clean_up_tokenization_spaces: true },
  ];

  it.each(settings)('gives the pieces of what decode gives: %o', (options) => {
    for (const { ids } of golden.single) {
      const pieces = streamed(tokenizer, ids.slice(0, 300), options);
      expect(pieces.join('')).toBe(tokenizer.decode(ids.slice(0, 300), options));
    }
  });

  it.each(settings)('does so for any tokens: %o', (options) => {
    const id = fc.nat(tokenizer.total_vocab_size - 1);
    fc.assert(
      fc.property(fc.array(id, { maxLength: 60 }), (ids) => {
        expect(streamed(tokenizer, ids, options).join('')).toBe(tokenizer.decode(ids, options));
      }),
      { numRuns: 40 },
    );
  });
});

describe('DecodeStream', () => {
  it('gives no half characters', async () => {
    const tokenizer = await loadEmbedded('gpt2');
    const text = 'a 👍🏽 and 北京';
    const pieces = streamed(tokenizer, tokenizer.encode(text));
    expect(pieces.join('')).toBe(text);
    expect(pieces.join('|')).not.toContain('\ufffd');
    // A lone half of a surrogate pair would throw.
    expect(() => pieces.map(encodeURIComponent)).not.toThrow();
  });

  it('looks at a few tokens only, however long the text is', async () => {
    const tokenizer = await loadEmbedded('gpt2');
    let most = 0;
    const decode = tokenizer.decode.bind(tokenizer);
    tokenizer.decode = ((ids: readonly number[], options: DecodeOptions) => {
      most = Math.max(most, ids.length);
      return decode(ids, options);
    }) as typeof decode;
    streamed(tokenizer, tokenizer.encode('Two dogs run through the grass. '.repeat(50)));
    expect(most).toBeLessThan(40);
  });
});

describe('TextStreamer', () => {
  it('shows word by word, without the prompt if it is told to', async () => {
    const tokenizer = await loadEmbedded('gpt2');
    const shown: string[] = [];
    const tokens: number[] = [];
    const streamer = new TextStreamer(tokenizer, {
      skip_prompt: true,
      callback_function: (text) => shown.push(text),
      token_callback_function: (ids) => tokens.push(...ids),
    });
    const answer = tokenizer.encode(' fishermen are\nnot here');
    streamer.put([tokenizer.encode('The')]);
    for (const id of answer) streamer.put([[id]]);
    streamer.end();
    expect(shown.join('')).toBe(' fishermen are\nnot here');
    expect(shown.slice(0, -1).every((piece) => /[ \n]$/.test(piece))).toBe(true);
    expect(tokens).toEqual(answer);
  });

  it('refuses several rows', async () => {
    const streamer = new TextStreamer(await loadEmbedded('gpt2'));
    expect(() => streamer.put([[1], [2]])).toThrow('one text');
  });
});

describe('TextIteratorStreamer', () => {
  it('gives words to a loop while they come', async () => {
    const tokenizer = await loadEmbedded('gpt2');
    const streamer = new TextIteratorStreamer(tokenizer);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const piece of streamer) seen.push(piece);
    })();
    for (const id of tokenizer.encode('a group of people')) {
      streamer.put([[id]]);
      await Promise.resolve();
    }
    streamer.end();
    await reading;
    expect(seen.join('')).toBe('a group of people');
    expect(seen.length).toBeGreaterThan(2);
  });
});
