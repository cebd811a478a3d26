import fc from 'fast-check';
import { InvalidArgumentError } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import {
  BpeTrainer,
  PreTrainedTokenizer,
  train_from_iterator,
  UnigramTrainer,
  WordLevelTrainer,
  WordPieceTrainer,
  type TextIterator,
  type TokenizerJson,
  type TrainingProgress,
} from '../src/index.js';
import { fixtureFolders, loadEmbedded, readJson } from './fixtures.js';

const trainers = {
  Bpe: BpeTrainer,
  Unigram: UnigramTrainer,
  WordLevel: WordLevelTrainer,
  WordPiece: WordPieceTrainer,
};

interface Options {
  readonly vocab_size: number;
  readonly special_tokens?: readonly string[];
  readonly continuing_subword_prefix?: string;
}

interface Cases {
  readonly corpora: Readonly<Record<string, readonly string[]>>;
  readonly cases: readonly {
    readonly name: string;
    readonly corpus: string;
    readonly trainer: keyof typeof trainers;
    readonly options: Options;
    readonly untrained: object;
    readonly trained: Pick<TokenizerJson, 'added_tokens' | 'model'>;
  }[];
}

const { corpora, cases } = readJson(fixtureFolders[0], 'training/cases.json') as Cases;
const english = corpora.english;
const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function vocabOf(json: Pick<TokenizerJson, 'model'>): Record<string, number> {
  return json.model.vocab as Record<string, number>;
}

describe('a trained tokenizer equals the one that Python trains', () => {
  it.each(cases.filter(({ trainer }) => trainer !== 'Unigram'))(
    '$name',
    async ({ corpus, trainer, options, untrained, trained }) => {
      const Trainer = trainers[trainer];
      const ours = await train_from_iterator(untrained, corpora[corpus], new Trainer(options));
      if (trainer !== 'WordPiece' && options.continuing_subword_prefix === undefined) {
        expect(plainJson(ours)).toEqual({ ...untrained, ...trained });
        return;
      }
      // Python gives ids to characters with a prefix in a random order, and ids decide between equally frequent pairs. With
      // its order, which comes in as special tokens, everything else is the same.
      const untouched = await train_from_iterator(
        untrained,
        corpora[corpus],
        new Trainer({ ...options, vocab_size: 0 }),
      );
      const characters = Object.keys(vocabOf(untouched));
      const first = Object.keys(vocabOf(trained))
        .sort((a, b) => vocabOf(trained)[a] - vocabOf(trained)[b])
        .slice(0, characters.length);
      expect(first.toSorted()).toEqual(characters.toSorted());
      expect(ours.added_tokens).toEqual(trained.added_tokens);
      const alike = new Trainer({ ...options, special_tokens: first });
      const { model } = await train_from_iterator(untrained, corpora[corpus], alike);
      expect(plainJson(model)).toEqual(trained.model);
    },
  );

  it.each(cases.filter(({ trainer }) => trainer === 'Unigram'))(
    '$name',
    async ({ corpus, options, untrained, trained }) => {
      const { model, added_tokens } = await train_from_iterator(
        untrained,
        corpora[corpus],
        new UnigramTrainer(options),
      );
      expect(added_tokens).toEqual(trained.added_tokens);
      expect(model.unk_id).toBe(trained.model.unk_id);
      const expected = trained.model.vocab as [string, number][];
      const vocab = model.vocab as [string, number][];
      vocab.forEach(([, score], i) => {
        expect(score).toBeCloseTo(expected[i][1], 8);
      });
      const scores = new Map(expected);
      expect(new Set(vocab.map(([token]) => token))).toEqual(new Set(scores.keys()));
      for (const [token, score] of vocab) {
        // Which character that has no score of its own gets which of the lowest ones is random in Python.
        if ([...token].length > 1) expect(score).toBeCloseTo(scores.get(token)!, 8);
      }
    },
  );
});

const byteLevel = {
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  decoder: { type: 'ByteLevel' },
};

describe('training', () => {
  it('is deterministic, whatever the order of the texts, and takes any iterable', async () => {
    const train = (texts: TextIterator): Promise<TokenizerJson> =>
      train_from_iterator(byteLevel, texts, new BpeTrainer({ vocab_size: 120 }));
    const reference = await train(english);
    expect(await train(english.toReversed())).toEqual(reference);
    expect(await train([english.slice(0, 1), english.slice(1)])).toEqual(reference);
    async function* stream() {
      for (const text of english) yield await Promise.resolve(text);
    }
    expect(await train(stream())).toEqual(reference);
  });

  it('gives tokenizers that read back what they were trained on', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 80 }), async (corpus, vocab_size) => {
        const tokenizer = PreTrainedTokenizer.fromJson(
          await train_from_iterator(byteLevel, corpus, new BpeTrainer({ vocab_size })),
        );
        for (const text of corpus) expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('tells how far it is', async () => {
    const seen: TrainingProgress[] = [];
    const trainer = new BpeTrainer({ vocab_size: 50, show_progress: (progress) => seen.push(progress) });
    await train_from_iterator(byteLevel, english, trainer);
    expect(seen).toEqual([
      { stage: 'texts', done: 3, total: 3 },
      { stage: 'tokens', done: 50, total: 50 },
    ]);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an unknown option',
      () => new BpeTrainer({ vocabSize: 3 } as object),
      /BpeTrainer does not know .*"vocabSize"/,
    ],
    ['a size that is none', () => new BpeTrainer({ vocab_size: 1.5 }), /vocab_size must be a whole number/],
    [
      'an option of another trainer',
      () => new WordLevelTrainer({ max_token_length: 3 } as object),
      /max_token_length/,
    ],
    ['a factor out of range', () => new UnigramTrainer({ shrinking_factor: 1 }), /between 0 and 1, not 1/],
    [
      'an empty special token',
      () => new BpeTrainer({ special_tokens: [''] }),
      /special_tokens\[0\] must have a text/,
    ],
    [
      'a model of another type',
      () => train_from_iterator({ model: { type: 'BPE' } }, [], new UnigramTrainer()),
      /cannot train/,
    ],
    ['one text', () => train_from_iterator({}, 'text', new BpeTrainer()), /must be a list.*not "text"/],
    [
      'null as texts',
      () => train_from_iterator({}, null as never, new BpeTrainer()),
      /must be a list.*not null/,
    ],
    [
      'no trainer',
      () => train_from_iterator({}, english, undefined as never),
      /needs a trainer, for example new BpeTrainer\(\), not undefined/,
    ],
    ['NaN as a size', () => new BpeTrainer({ vocab_size: NaN }), /whole number of at least 0, not NaN/],
    ['no texts', () => train_from_iterator({}, [1] as never, new BpeTrainer()), /must be strings.*not 1/],
    [
      'too small a vocabulary',
      () => train_from_iterator({}, english, new UnigramTrainer({ vocab_size: 3 })),
      /too small/,
    ],
  ])('refuses %s', async (_, train, message) => {
    const attempt = async (): Promise<unknown> => train();
    await expect(attempt()).rejects.toThrow(InvalidArgumentError);
    await expect(attempt()).rejects.toThrow(message);
  });
});

it('works as the README says', async () => {
  const texts = ['the sea shells that she sells are sea shells', 'she sells sea shells by the sea shore'];
  const trained = await train_from_iterator(
    byteLevel,
    texts,
    new BpeTrainer({ vocab_size: 40, special_tokens: ['<|endoftext|>'] }),
  );
  const tokenizer = PreTrainedTokenizer.fromJson(trained, { eos_token: '<|endoftext|>' });
  expect(tokenizer.tokenize('she sells shells')).toEqual(['she', 'Ġsells', 'Ġshells']);
  expect(tokenizer.eos_token_id).toBe(0);
  const other = await tokenizer.train_new_from_iterator(['a wood chuck would chuck wood'], 300);
  expect(Object.keys(other.toFiles())).toEqual(['tokenizer.json', 'tokenizer_config.json']);
  expect(other.tokenize('a chuck')).toEqual(['a', 'Ġchuck']);
});

describe('train_new_from_iterator', () => {
  it.each(['bert', 'gpt2', 'roberta', 'albert', 'modernbert', 'llama-rope3'])(
    '%s: like the old one, from new texts, and the same after it was written and read',
    async (name) => {
      const old = await loadEmbedded(name);
      const tokenizer = await old.train_new_from_iterator(english, 320, { new_special_tokens: ['<new>'] });
      expect(tokenizer).toBeInstanceOf(old.constructor);
      expect(tokenizer.special_tokens_map).toEqual(old.special_tokens_map);
      expect(tokenizer.all_special_tokens).toContain('<new>');
      expect(tokenizer.vocab_size).toBeLessThanOrEqual(320);
      const read = (ids: number[]): string => tokenizer.decode(ids, { skip_special_tokens: true });
      const text = old.decode(old.encode('the sea shells'), { skip_special_tokens: true });
      expect(read(tokenizer.encode(text))).toBe(text);
      // Special tokens around a text have their new ids.
      const around = (each: PreTrainedTokenizer): (string | undefined)[] =>
        each.convert_ids_to_tokens(each.encode(''));
      expect(around(tokenizer)).toEqual(around(old));

      const files: Readonly<Record<string, string | undefined>> = tokenizer.toFiles();
      const again = await PreTrainedTokenizer.from_files({
        readText: (file) => Promise.resolve(files[file]),
        readBytes: () => Promise.resolve(undefined),
      });
      expect(again.toFiles()).toEqual(files);
      expect(again.get_vocab()).toEqual(tokenizer.get_vocab());
      expect(again.encode(english[0])).toEqual(tokenizer.encode(english[0]));
    },
  );

  it('renames special tokens', async () => {
    const old = await loadEmbedded('bert');
    const special_tokens_map = { '[CLS]': '<cls>' };
    const tokenizer = await old.train_new_from_iterator(english, 100, { special_tokens_map });
    expect(tokenizer.cls_token).toBe('<cls>');
    expect(tokenizer.convert_ids_to_tokens(tokenizer.encode(''))).toEqual(['<cls>', '[SEP]']);
  });

  it('refuses to replace the special tokens', async () => {
    const old = await loadEmbedded('bert');
    const options = { special_tokens: ['a'] } as object;
    await expect(old.train_new_from_iterator(english, 100, options)).rejects.toThrow(/new_special_tokens/);
  });
});
