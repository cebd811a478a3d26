import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  writeSync,
  writeFileSync,
  renameSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedParameters, type Module, type Parameter } from '@automodel/graph';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A checkpoint of real size with random weights, made once and kept in the folder for temporary files.
 *
 * @param name of the folder; change it when the network changes
 * @param network whose parameters are written
 * @param tokenizerFrom folder whose tokenizer files are taken, if the model reads texts
 * @returns the folder
 */
export function randomCheckpoint(
  name: string,
  config: object,
  network: Module,
  tokenizerFrom?: string,
): string {
  const folder = join(tmpdir(), 'automodel-bench', name);
  if (existsSync(join(folder, 'model.safetensors'))) return folder;
  mkdirSync(folder, { recursive: true });
  for (const file of tokenizerFrom ? ['tokenizer.json', 'tokenizer_config.json'] : []) {
    copyFileSync(join(tokenizerFrom!, file), join(folder, file));
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeSafetensors(join(folder, 'model.safetensors'), namedParameters(network));
  return folder;
}

function writeSafetensors(path: string, parameters: ReadonlyMap<string, Parameter>): void {
  const header: Record<string, unknown> = {};
  let end = 0;
  // A tied weight is not in the file, as in the checkpoints that Python saves.
  const stored = [...parameters].filter(([, { options }]) => !options.tiedTo);
  for (const [name, { shape }] of stored) {
    const begin = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const temporary = `${path}.part`;
  const file = openSync(temporary, 'w');
  writeSync(file, length);
  writeSync(file, json);
  const random = xoroshiro128plus(1);
  for (const [name, { shape }] of stored) {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const isNorm = /norm(_embedding)?\.weight$/i.test(name);
    writeSync(
      file,
      Float32Array.from({ length: size }, () => (isNorm ? 1 : random.next() / 2 ** 31 / 25)),
    );
  }
  closeSync(file);
  renameSync(temporary, path);
}
