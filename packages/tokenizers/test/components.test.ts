import { describe, expect, it } from 'vitest';
import { makeDecoder } from '../src/decoders/index.js';
import { makeNormalizer } from '../src/normalizers/index.js';
import { PreTrainedTokenizer } from '../src/index.js';
import { makePreTokenizer } from '../src/pre-tokenizers/index.js';
import { Spec } from '../src/spec.js';
import { AlignedText } from '../src/text/aligned-text.js';
import { SplitText } from '../src/text/split-text.js';
import { codePointCounter } from '../src/token-list.js';
import { fixtureFolders, readJson } from './fixtures.js';

interface Part<Output> {
  spec: object;
  outputs: Output[];
}

interface Case {
  input: string | [string, string];
  ids: number[];
  tokens: string[];
  off: number[];
  types: number[];
  words: number[];
  special: number[];
  decoded: string;
  decoded_skip: string;
}

interface Components {
  texts: string[];
  normalizers: Part<string>[];
  pre_tokenizers: Part<[text: string, start: number, end: number][]>[];
  decoders: Part<string | { error: string }>[];
  decoder_tokens: string[][];
  tokenizers: { name: string; tokenizer_json: object; cases: Case[] }[];
}

describe.each(fixtureFolders)('the parts of a tokenizer give what Python gives ($name)', (folder) => {
  const components = readJson(folder, 'tokenizers/components.json') as Components;

  it.each(components.normalizers)('normalizer $spec', ({ spec, outputs }) => {
    const normalizer = makeNormalizer(new Spec(spec, 'spec'));
    const normalized = components.texts.map((text) => normalizer.normalize(new AlignedText(text)).text);
    expect(normalized).toEqual(outputs);
  });

  it.each(components.pre_tokenizers)('pre-tokenizer $spec', ({ spec, outputs }) => {
    const preTokenizer = makePreTokenizer(new Spec(spec, 'spec'));
    expect(components.texts.map((text) => wordsOf(preTokenizer.preTokenize(split(text)), text))).toEqual(
      outputs,
    );
  });

  it.each(components.decoders)('decoder $spec', ({ spec, outputs }) => {
    const decoder = makeDecoder(new Spec(spec, 'spec'));
    components.decoder_tokens.forEach((tokens, i) => {
      const expected = outputs[i];
      // Python panics when it strips an empty token; there is nothing to strip.
      const text = typeof expected === 'string' ? expected : tokens.join('');
      expect(decoder.decode(tokens).join('')).toBe(text);
    });
  });

  it.each(components.tokenizers)('tokenizer $name', ({ tokenizer_json, cases }) => {
    const tokenizer = PreTrainedTokenizer.fromJson(tokenizer_json);
    for (const expected of cases) {
      const [text, text_pair] = Array.isArray(expected.input) ? expected.input : [expected.input, undefined];
      const encoding = tokenizer.encodeFull(text, { text_pair, offset_unit: 'code-point' });
      const ids = [...encoding.ids];
      expect({
        input: expected.input,
        ids,
        tokens: encoding.tokens,
        off: [...encoding.flatOffsets],
        types: [...encoding.typeIds],
        words: [...encoding.wordIds],
        special: ids.map((_, i) => i).filter((i) => encoding.specialTokensMask[i]),
        decoded: tokenizer.decode(ids),
        decoded_skip: tokenizer.decode(ids, { skip_special_tokens: true }),
      }).toEqual(expected);
    }
  });
});

function split(text: string): SplitText {
  return SplitText.whole(new AlignedText(text));
}

/** Each word with its place in the original text, in code points. */
function wordsOf({ text, spans }: SplitText, original: string): [string, number, number][] {
  const count = codePointCounter(original);
  return Array.from({ length: spans.length / 2 }, (_, i) => {
    const [start, end] = [spans[2 * i], spans[2 * i + 1]];
    return [text.text.slice(start, end), count(text.originalStart(start)), count(text.originalEnd(end - 1))];
  });
}
