import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhrasalConstraint } from '@automodel/generation';
import { oracles } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GenerationConfig } from './generation-config.js';

const bart = join(oracles[0].folder, 'models/bart');

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const written = (): string => readFileSync(join(folder, 'generation_config.json'), 'utf8');

describe('GenerationConfig', () => {
  it('has what a model says, and what goes before it', async () => {
    const config = await GenerationConfig.from_pretrained(bart, { num_beams: 4, forced_eos_token_id: null });
    expect({ ...config }).toMatchObject({ num_beams: 4, forced_bos_token_id: 0, pad_token_id: 1 });
    expect(config.forced_eos_token_id).toBeUndefined();
  });

  it('is written as Python writes it, with what is said to others', async () => {
    const file = {
      max_length: 50,
      transformers_version: '5.18.0',
      cache_implementation: 'hybrid',
      top_k: null,
    };
    writeFileSync(join(folder, 'generation_config.json'), JSON.stringify(file));
    const config = await GenerationConfig.from_pretrained(folder, { do_sample: true, temperature: 0.5 });
    expect({ ...config }).toEqual({ max_length: 50, do_sample: true, temperature: 0.5 });
    await config.save_pretrained(folder);
    // Python: GenerationConfig.from_pretrained(folder, do_sample=True, temperature=0.5).save_pretrained(folder)
    expect(written()).toBe(`{
  "cache_implementation": "hybrid",
  "do_sample": true,
  "max_length": 50,
  "temperature": 0.5,
  "transformers_version": "5.18.0"
}
`);
  });

  it('is refused where there is none, or a value is none', async () => {
    await expect(GenerationConfig.from_pretrained(join(bart, '..'))).rejects.toThrow(
      /generation_config\.json".*does not exist/,
    );
    await expect(GenerationConfig.from_pretrained(bart, { num_beams: 0 })).rejects.toThrow(/num_beams/);
    writeFileSync(join(folder, 'generation_config.json'), '{ "top_p": "high" }');
    await expect(GenerationConfig.from_pretrained(folder)).rejects.toThrow(
      'top_p of generation_config.json must be',
    );
    writeFileSync(join(folder, 'generation_config.json'), '[]');
    await expect(GenerationConfig.from_pretrained(folder)).rejects.toThrow('must hold a JSON object');
  });

  it('is not written where it would be refused, or be another one', async () => {
    const save = (options: ConstructorParameters<typeof GenerationConfig>[0]): Promise<void> =>
      new GenerationConfig(options).save_pretrained(folder);
    await expect(save({ temperature: 0.5 })).rejects.toThrow('does something only with do_sample: true');
    await expect(save({ sequence_bias: [[[5], -Infinity]] })).rejects.toThrow('sequence_bias has no form');
    const constraints = [new PhrasalConstraint([5])];
    await expect(save({ num_beams: 2, constraints })).rejects.toThrow('constraints has no form in JSON');
    await expect(
      new GenerationConfig().save_pretrained(join(folder, 'generation_config.json')),
    ).rejects.toThrow('is a file');
  });
});
