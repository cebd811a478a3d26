import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as transformersJs from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SharedModels } from '../../test/both-libraries.js';
import {
  AutoModelForCausalLM,
  AutoModelForMaskedLM,
  AutoTokenizer,
  EngineError,
  exportOnnx,
  pipeline,
  RunAbortedError,
  Tensor,
} from '../index.js';
import { checkGenerateOptions } from './transformers-js/generate-options.js';
import { mendGenerate } from './transformers-js/generation.js';
import type { Library, LibraryModel } from './transformers-js/library.js';

const models = new SharedModels();
/** mini-gpt2 as ONNX alone. */
let onnxGpt2: string;
beforeAll(async () => {
  onnxGpt2 = await models.gpt2('mini-gpt2');
  rmSync(join(onnxGpt2, 'model.safetensors'));
});
afterAll(() => {
  models.remove();
});

describe('generation by @huggingface/transformers', () => {
  const prompts = ['A man is', 'A dog is'];
  const generated = async (options: object = {}): Promise<unknown> => {
    await using model = await AutoModelForCausalLM.from_pretrained(onnxGpt2);
    const tokenizer = await AutoTokenizer.from_pretrained(onnxGpt2);
    return (await model.generate(tokenizer(prompts[0]), options)).tolist();
  };

  it('gives the tokens that automodel gives', async () => {
    await using own = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    const call = { do_sample: false, max_new_tokens: 8, repetition_penalty: 1.2 };
    const expected = await own.generate(tokenizer(prompts[0]), call);
    expect(await generated(call)).toEqual(expected.tolist());
  });

  it('ends every row of a batch where it ends', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    await using own = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
    await using other = await AutoModelForCausalLM.from_pretrained(onnxGpt2);
    const inputs = tokenizer(prompts);
    const free = await own.generate(inputs, { max_new_tokens: 12 });
    // A token that the first row says early and the second one late or never.
    const eos_token_id = (free.tolist() as number[][])[0][inputs.input_ids.dims[1] + 2];
    const call = { max_new_tokens: 12, eos_token_id, pad_token_id: 0 };
    const expected = await own.generate(inputs, call);
    expect((await other.generate(inputs, call)).tolist()).toEqual(expected.tolist());
  });

  it('gives 20 new tokens unless something is said', async () => {
    const [row] = (await generated({ eos_token_id: -1 })) as number[][];
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    expect(row.length - tokenizer.encode(prompts[0]).length).toBe(20);
  });

  it('takes streamers, processors, criteria and signals of ours', async () => {
    const streamed: number[][][] = [];
    const streamer = {
      put: (rows: readonly (readonly number[])[]) => void streamed.push(rows.map((row) => [...row])),
      end: () => void streamed.push([]),
    };
    const banned = 5;
    const logits_processor = [
      { process: (_: Int32Array, scores: Float32Array) => void scores.fill(-Infinity, 0, banned) },
    ];
    const [row] = (await generated({
      max_new_tokens: 10,
      streamer,
      logits_processor,
      stopping_criteria: [(sequence: Int32Array) => sequence.length >= 6],
    })) as number[][];
    expect(row).toHaveLength(6);
    expect(streamed.at(-1)).toEqual([]);
    expect(streamed.flat(2)).toEqual(row);

    const aborted = generated({ max_new_tokens: 500, signal: AbortSignal.timeout(1) });
    await expect(aborted).rejects.toThrow(RunAbortedError);
  });

  it('gives an object with the sequences if that is asked for', async () => {
    await using model = await AutoModelForCausalLM.from_pretrained(onnxGpt2);
    const inputs = (await AutoTokenizer.from_pretrained(onnxGpt2))(prompts[0]);
    const call = { max_new_tokens: 2, return_dict_in_generate: true } as const;
    const { sequences } = await model.generate(inputs, call);
    expect(sequences).toBeInstanceOf(Tensor);
    expect(sequences.dims[1]).toBe(inputs.input_ids.dims[1] + 2);
  });

  it('takes no streamers and the like of ours where a class of models has a generate of its own', async () => {
    const library = { PreTrainedModel: { prototype: { generate: () => Promise.resolve() } } };
    const model = { generate: (options: object) => Promise.resolve(options), config: {} };
    mendGenerate(library as unknown as Library, model as unknown as LibraryModel);
    expect(await model.generate({ max_new_tokens: 3 })).toEqual({ max_new_tokens: 3 });
    const refused = model.generate({ signal: new AbortController().signal });
    await expect(refused).rejects.toThrow(/does not take signal/);
  });

  it.each([
    ['num_beams', 4],
    ['top_p', 0.5],
    ['num_return_sequences', 2],
    ['penalty_alpha', 0.6],
    ['output_scores', true],
    ['typical_p', 0.3],
    ['length_penalty', 2],
    ['use_cache', false],
    ['assistant_model', {}],
  ])('refuses %s, which it would ignore', async (name, value) => {
    const refused = generated({ [name]: value });
    await expect(refused).rejects.toThrow(EngineError);
    await expect(refused).rejects.toThrow(name);
    await expect(generated({ generation_config: { [name]: value } })).rejects.toThrow(name);
  });

  it('takes such options with the values that ask for nothing', () => {
    checkGenerateOptions({ num_beams: 1, top_p: 1, num_return_sequences: 1, use_cache: true });
  });

  it('knows every option of generation that the library has', () => {
    const { generation_kwargs, forced_decoder_ids, ...options } = {
      ...new transformersJs.GenerationConfig({} as transformersJs.PretrainedConfig),
    };
    // Neither has an effect there, nor a value that asks for something here.
    expect([generation_kwargs, forced_decoder_ids]).toEqual([{}, null]);
    for (const [name, value] of Object.entries(options)) checkGenerateOptions({ [name]: value as unknown });
  });

  it('refuses what generation_config.json asks for in vain, until the call says otherwise', async () => {
    const folder = join(onnxGpt2, '../beams');
    cpSync(onnxGpt2, folder, { recursive: true });
    writeFileSync(join(folder, 'generation_config.json'), JSON.stringify({ num_beams: 4, top_p: 0.5 }));
    await using model = await AutoModelForCausalLM.from_pretrained(folder);
    const inputs = (await AutoTokenizer.from_pretrained(folder))(prompts[0]);
    await expect(model.generate(inputs)).rejects.toThrow(/asks for num_beams: 4.*Say num_beams: 1/s);
    await expect(model.generate(inputs, { num_beams: 1, do_sample: true })).rejects.toThrow(/top_p: 0\.5/);
    expect((await model.generate(inputs, { num_beams: 1, max_new_tokens: 1 })).dims[0]).toBe(1);
  });

  it('is a pipeline, too', async () => {
    await using generator = await pipeline('text-generation', onnxGpt2);
    const [{ generated_text }] = await generator(prompts[0], { max_new_tokens: 5 });
    expect(generated_text).toMatch(/^A man is /);
    const drawn = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const [text] = await generator(prompts[0], { max_new_tokens: 12 });
      drawn.add(text.generated_text);
    }
    // As everywhere in automodel, it samples unless it is told not to.
    expect(drawn.size).toBeGreaterThan(1);
    await expect(generator(prompts[0], { num_beams: 2 })).rejects.toThrow(/ignores num_beams/);
    await expect(generator(prompts[0], { max_tokens: 2 } as object)).rejects.toThrow(
      /does not know the option "max_tokens"/,
    );
  });

  it('is refused for models that do not generate', async () => {
    const folder = join(onnxGpt2, '../onnx-bert');
    await exportOnnx('mini-bert', folder);
    const options = { engine: '@huggingface/transformers' } as const;
    await using model = await AutoModelForMaskedLM.from_pretrained(folder, options);
    await expect(model.generate({})).rejects.toThrow(/does not generate/);
  });
});
