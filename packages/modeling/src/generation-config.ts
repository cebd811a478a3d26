import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CheckpointError, resolveModel } from '@automodel/checkpoint';
import { InvalidArgumentError } from '@automodel/core';
import {
  GenerationConfig as Options,
  resolveGenerationConfig,
  type GenerationOptions,
} from '@automodel/generation';

const FILE = 'generation_config.json';

/**
 * Options of generation that are given together, read from a model's `generation_config.json` and written to one. Give
 * it to `generate()` as `generation_config`; a model has that of its folder without being told.
 *
 * @example
 * const generation_config = await GenerationConfig.from_pretrained('mini-gpt2', { num_beams: 4 });
 * await model.generate(inputs, { generation_config });
 * await generation_config.save_pretrained('models/mine');
 */
export class GenerationConfig extends Options {
  /**
   * Reads the options of a model. What the file says and is no option here (`transformers_version`, ...) has no effect, and
   * is written again.
   *
   * @param model a folder, or the name of an installed model
   * @param options go before those of the file
   * @throws CheckpointError if there is no such model, or it has no generation_config.json
   * @throws InvalidArgumentError naming an option that is unknown, or has a value that is none for it
   */
  static async from_pretrained(model: string, options?: GenerationOptions): Promise<GenerationConfig> {
    const files = await resolveModel(model);
    const content = await files.readJson(FILE);
    const where = files.describe(FILE);
    if (content === undefined) {
      throw new CheckpointError(
        'file-missing',
        `${where} does not exist: nothing but defaults holds for this model. Write one with save_pretrained()`,
        FILE,
      );
    }
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw new InvalidArgumentError(`${where} must hold a JSON object`);
    }
    return this.from_dict(content as Record<string, unknown>, options);
  }

  /**
   * Writes `generation_config.json`, as Python reads it.
   *
   * @param folder made if it is not there
   * @throws InvalidArgumentError if options contradict each other, or have no form in JSON: such a file would be refused
   */
  async save_pretrained(folder: string): Promise<void> {
    resolveGenerationConfig({ config: this });
    const content = this.to_diff_dict();
    for (const [name, value] of Object.entries(content)) {
      if (isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)) continue;
      throw new InvalidArgumentError(
        `this ${name} has no form in JSON; leave it out, and give it to the call`,
      );
    }
    if ((await stat(folder).catch(() => undefined))?.isFile()) {
      throw new InvalidArgumentError(`${folder} is a file; save_pretrained() takes a folder`);
    }
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, FILE), `${JSON.stringify(content, null, 2)}\n`);
  }
}
