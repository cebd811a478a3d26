import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checkpoint } from '@automodel/checkpoint';
import { ContextLengthError } from '@automodel/generation';
import { AutoTokenizer } from '@automodel/modeling';
import { fixtureNames, oracles, readFixture } from '@automodel/oracle';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeText, idsOf, windowsOf } from './inputs.js';
import { SummarizationPipeline } from './summarization-pipeline.js';
import { Text2TextGenerationPipeline } from './text2text-generation-pipeline.js';
import type { TextToTextPipeline } from './text-to-text-pipeline.js';
import { TranslationPipeline } from './translation-pipeline.js';

interface PipelineCase {
  name: string;
  task: string;
  model: string;
  inputs: string | string[];
  args: object;
  output: unknown;
}

function load(task: string, model: string): Promise<TextToTextPipeline> {
  if (task === 'summarization') return SummarizationPipeline.from_pretrained(model);
  if (task === 'text2text-generation') return Text2TextGenerationPipeline.from_pretrained(model);
  return TranslationPipeline.from_pretrained(model, {}, task);
}

describe.each(oracles)('pipelines as Python: the $name oracle', (oracle) => {
  const file = 'pipelines-v4.json';
  const { cases } = existsSync(join(oracle.folder, file))
    ? (readFixture(oracle, file) as { cases: PipelineCase[] })
    : { cases: [] };
  const ours = cases.filter(({ task }) => /^(summarization|text2text|translation)/.test(task));
  if (ours.length === 0) {
    it.skip(`${oracle.folder} has no pipelines of encoder-decoders`);
    return;
  }
  it.each(ours)('$name', async ({ task, model, inputs, args, output }) => {
    await using pipe = await load(task, join(oracle.folder, model));
    expect(await pipe._call(...([inputs, args] as never[]))).toEqual(output);
  });
});

describe('what models say of generation', () => {
  const { model, text, cases } = readFixture(oracles[0], 'pipeline-defaults-v4.json') as {
    model: string;
    text: string;
    cases: { name: string; file?: object; task?: object; call?: object; ids: number[] }[];
  };
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'automodel-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it.each(cases)('holds as in Python: $name', async ({ file, task, call, ids }) => {
    const { files } = await Checkpoint.open(model);
    for (const name of await readdir(files.folder))
      await symlink(join(files.folder, name), join(folder, name));
    const change = async (name: string, fields: object): Promise<void> => {
      const said = { ...((await files.readJson(name)) as object), ...fields };
      await rm(join(folder, name));
      await writeFile(join(folder, name), JSON.stringify(said));
    };
    await change('generation_config.json', file ?? {});
    await change('config.json', { task_specific_params: { summarization: task ?? {} } });
    await using summarizer = await SummarizationPipeline.from_pretrained(folder);
    const [written] = await summarizer(text, { return_tensors: true, ...call });
    expect(written).toEqual({ summary_token_ids: ids });
  });
});

interface RealFixture {
  model: string;
  cases: { text: string; kwargs: object; ids: number[]; output: string }[];
}

describe.each(oracles.filter(({ present }) => present))('real models: the $name oracle', (oracle) => {
  const names = fixtureNames(oracle, 'real').filter((name) => /bart|marian|t5/.test(name));
  if (names.length === 0) {
    it.skip('has no real encoder-decoders');
    return;
  }
  describe.each(names)('%s', (name) => {
    const { model, cases } = readFixture(oracle, `real/${name}.json`) as RealFixture;
    let pipe: Text2TextGenerationPipeline;
    beforeAll(async () => {
      pipe = await Text2TextGenerationPipeline.from_pretrained(model);
    });
    afterAll(() => pipe.dispose());

    it.each(cases)('$kwargs $text', async ({ text, kwargs, ids, output }) => {
      const inputs = pipe.tokenizer(text);
      const sequences = await pipe.model.generate(inputs, kwargs);
      expect(Array.from(sequences.data)).toEqual(ids);
      expect(pipe.tokenizer.decode(ids, { skip_special_tokens: true })).toBe(output);
    });
  });
});

const scenes = [
  'A man rides a horse on the beach. Someone on a brown horse near the sea. A rider and his horse in the sand.',
  'Two girls are eating ice cream. Two young girls with ice cream cones sit on a wall.',
  'A dog runs through the snow. A brown dog is running in deep snow.',
];

describe('summarization', () => {
  let summarizer: SummarizationPipeline;
  beforeAll(async () => {
    summarizer = await SummarizationPipeline.from_pretrained('mini-bart-scene');
  });
  afterAll(() => summarizer.dispose());
  afterEach(() => vi.restoreAllMocks());

  const long = new Array(40).fill(scenes.join(' ')).join(' ');

  it('gives in batches what it gives one by one, and says how far it is', async () => {
    const progress: [number, number][] = [];
    const together = await summarizer(scenes, {
      batch_size: 2,
      onProgress: (...done) => progress.push(done),
    });
    expect(progress).toEqual([
      [2, 3],
      [3, 3],
    ]);
    for (const [i, scene] of scenes.entries()) expect(await summarizer(scene)).toEqual([together[i]]);
  });

  it('streams the text that a call gives', async () => {
    const pieces: string[] = [];
    for await (const piece of summarizer.stream(scenes[0])) pieces.push(piece);
    const [{ summary_text }] = await summarizer(scenes[0], { num_beams: 1 });
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(summary_text);
  });

  it('refuses a document beyond the context, and says what to do', async () => {
    await expect(summarizer(long)).rejects.toThrow(/tokens long, the model reads at most \d+.*map-reduce/s);
    await expect(summarizer(long)).rejects.toThrow(ContextLengthError);
  });

  it('reads the beginning of a long document with a warning', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const [{ summary_text }] = await summarizer(long, { longDocument: 'truncate' });
    expect(summary_text).toMatch(/\w/);
    expect(warn.mock.calls[0][0]).toMatch(/only the first \d+ are read/);
    expect(await summarizer(long, { truncation: true })).toEqual([{ summary_text }]);
  });

  it('summarizes the parts of a long document, and then the summaries', async () => {
    const [{ summary_text }] = await summarizer(long, { longDocument: 'map-reduce' });
    expect(summary_text).toMatch(/\w/);
    expect(await summarizer(scenes[0], { longDocument: 'map-reduce' })).toEqual(await summarizer(scenes[0]));
  });

  it('cuts documents into windows that hold every token once', async () => {
    const encoded = encodeText(await AutoTokenizer.from_pretrained('mini-bart-scene'), long, '');
    const windows = windowsOf(encoded, 100);
    expect(windows.flatMap(({ text }) => text)).toEqual(encoded.text);
    const lengths = windows.map((window) => idsOf(window).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(100);
    expect(Math.min(...lengths)).toBeGreaterThan(Math.max(...lengths) - 2);
  });

  it('says what is wrong with a call', async () => {
    await expect(summarizer('')).rejects.toThrow(/no text/);
    await expect(summarizer([scenes[0], '  '])).rejects.toThrow(/input 1 of the list has no text/);
    await expect(summarizer([scenes[0], long])).rejects.toThrow(/input 1 of the list is \d+ tokens long/);
    await expect(summarizer(null as never)).rejects.toThrow(/the input is null: give a text/);
    await expect(summarizer([scenes[0], 7] as never)).rejects.toThrow(/input 1 of the list is 7/);
    await expect(summarizer(scenes[0], null as never)).rejects.toThrow(/options as an object/);
    await expect(summarizer(scenes[0], { onProgress: 5 as never })).rejects.toThrow(
      /onProgress must be a function/,
    );
    await expect(summarizer.model.generate({ input_ids: [['a']] as never })).rejects.toThrow(
      /holds a, which is no integer/,
    );
    await expect(summarizer(scenes[0], { longDocument: 'skip' as never })).rejects.toThrow(
      /longDocument.*refuse/,
    );
    await expect(summarizer(scenes[0], { minLength: 3 } as never)).rejects.toThrow(/minLength/);
    await expect(summarizer(scenes[0], { batch_size: 0 })).rejects.toThrow(/batch_size/);
    await expect(summarizer(scenes[0], { guidance_scale: 2 })).rejects.toThrow(/guidance_scale/);
    await expect(summarizer(scenes[0], { max_new_tokens: 300 })).rejects.toThrow(
      /at most 256; ask for fewer, or shorten the prompt$/,
    );
  });

  it('ends when its signal aborts', async () => {
    await expect(summarizer(scenes[0], { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

describe('translation', () => {
  it('takes languages by the name of the task, or as options where a model has several tasks', async () => {
    const text = 'Two dogs are playing in the snow.';
    await using named = await TranslationPipeline.from_pretrained('mini-t5', {}, 'translation_en_to_de');
    await using open = await TranslationPipeline.from_pretrained('mini-t5');
    const german = [{ translation_text: 'Zwei Hunde spielen im Schnee.' }];
    expect(await named(text)).toEqual(german);
    expect(await open(text, { src_lang: 'en', tgt_lang: 'de' })).toEqual(german);
    await expect(open(text)).rejects.toThrow(/src_lang and tgt_lang.*translation_en_to_de/);
    await expect(open(text, { src_lang: 'en', tgt_lang: 'xx' })).rejects.toThrow(
      /"xx".*translation_en_to_de/,
    );
  });

  it('refuses other languages than those of a model of one pair', async () => {
    const load = (task: string) => TranslationPipeline.from_pretrained('mini-marian-en-fr', {}, task);
    await using translator = await load('translation_en_to_fr');
    const text = 'Two dogs are playing in the snow.';
    const french = [{ translation_text: 'Deux chiens jouent dans la neige.' }];
    expect(await translator(text)).toEqual(french);
    expect(await translator(text, { tgt_lang: 'fr' })).toEqual(french);
    await expect(translator(text, { tgt_lang: 'de' })).rejects.toThrow(
      /from "en" to "fr", not from "en" to "de"/,
    );
    await expect(load('translation_en_to_de')).rejects.toThrow(/from "en" to "fr", not from "en" to "de"/);
  });

  it('refuses languages where there is nothing to choose', async () => {
    await using summarizer = await TranslationPipeline.from_pretrained('mini-bart-scene');
    await expect(summarizer('A dog.', { tgt_lang: 'fr' })).rejects.toThrow(/mean nothing to this model/);
  });

  const many = oracles.find(({ name, present }) => name === 'whole' && present);
  it.skipIf(!many)('needs languages that the model knows', async () => {
    await using translator = await TranslationPipeline.from_pretrained(join(many!.folder, 'models/mbart'));
    await expect(translator('A dog.')).rejects.toThrow(/give src_lang and tgt_lang/);
    await expect(translator('A dog.', { src_lang: 'en_XX', tgt_lang: null as never })).rejects.toThrow(
      /give src_lang and/,
    );
    await expect(translator('A dog.', { src_lang: 'en_XX', tgt_lang: 'fr' })).rejects.toThrow(/fr_XX/);
    const french = await translator('A dog.', { src_lang: 'en_XX', tgt_lang: 'fr_XX', max_new_tokens: 4 });
    expect(french).toHaveLength(1);
  });
});
