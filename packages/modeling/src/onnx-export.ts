import { createWriteStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Checkpoint } from '@automodel/checkpoint';
import { AutomodelError, refuseUnknownOptions } from '@automodel/core';
import type { Graph, Weight, WeightPlace } from '@automodel/graph';
import { tokenizerFromFiles } from '@automodel/tokenizers';

/** A model that cannot be written as ONNX, or not to the folder that was named. */
export class ModelExportError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('model-export-failed', message, options);
  }
}

/** Options of {@link PreTrainedModel.exportOnnx}. */
export interface OnnxExportOptions {
  /**
   * The most bytes of weights that go into `model.onnx` itself, where protobuf allows 2 GB. If they are more, they go into
   * files beside it (`model.onnx_data`, `model.onnx_data_1`, ...) of at most that size, or of one weight; a browser reads
   * each of them whole. 1 GB if left out.
   */
  readonly largest_file?: number;
}

/** Files of a checkpoint that go along with the network. Those with weights do not, nor those that describe weights. */
const companions = [
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'tokenizer_config.json',
  'tokenizer.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
];

/** Any of these makes a tokenizer. */
const vocabularies = ['vocab.txt', 'vocab.json', 'spiece.model', 'sentencepiece.bpe.model', 'spm.model'];

const SETTINGS = 'transformers.js_config';
/** Where the readers of such folders look, and what they call the weights beside it. */
const MODEL = 'model.onnx';
const INT8_MODEL = 'model_quantized.onnx';
const dataFile = (model: string, i: number): string => `${model}_data${i === 0 ? '' : `_${i}`}`;

/**
 * Writes a folder in the layout that optimum gives and @huggingface/transformers reads.
 *
 * @param graph a network with its outputs, attached to `checkpoint.tensors`
 * @param target.int8 whether it computes in eight bits, for which readers look under another name
 * @throws ModelExportError if `folder` has a model.onnx already, is another model's, or cannot be made
 */
export async function writeOnnxFolder(
  graph: Graph,
  checkpoint: Checkpoint,
  { folder, int8 }: { readonly folder: string; readonly int8: boolean },
  options: OnnxExportOptions = {},
): Promise<void> {
  const model = int8 ? INT8_MODEL : MODEL;
  refuseUnknownOptions('exportOnnx()', options, ['largest_file']);
  const { largest_file = 1e9 } = options;
  const onnx = join(folder, 'onnx');
  if (await exists(join(onnx, model))) {
    throw new ModelExportError(`${join(onnx, model)} exists; name another folder, or remove it`);
  }
  const inPlace = resolve(folder) === checkpoint.folder;
  if (!inPlace && (await exists(join(folder, 'config.json')))) {
    throw new ModelExportError(
      `the folder ${folder} has a config.json, of another model perhaps; name another folder`,
    );
  }
  await mkdir(onnx, { recursive: true }).catch((cause: unknown) => {
    const reason = (cause as Error).message;
    throw new ModelExportError(`the folder ${onnx} cannot be made: ${reason}; name another one`, { cause });
  });
  const weights = graph.readWeights;
  const external = weights.reduce((sum, { length }) => sum + length, 0) > largest_file;
  const files = external ? layOut(weights, largest_file) : [];
  for (const [i, placed] of files.entries()) {
    await pipeline(contents(checkpoint, placed), createWriteStream(join(onnx, dataFile(model, i))));
  }
  const moved = new Map<string, Uint8Array | WeightPlace>(
    files.flatMap((placed, i) =>
      placed.map(({ weight, offset }) => [
        weight.name,
        { file: dataFile(model, i), offset, length: weight.length },
      ]),
    ),
  );
  if (!external) for (const weight of weights) moved.set(weight.name, await bytesOf(checkpoint, weight));
  await writeFile(join(onnx, model), graph.toBytes(moved));
  if (!inPlace) await writeCompanions(checkpoint, folder);
  if (!inPlace || external) await writeConfig(checkpoint, folder, files.length);
}

interface Placed {
  readonly weight: Weight;
  readonly offset: number;
}

/** Weights one behind the other, in as many files as they need. */
function layOut(weights: readonly Weight[], largest: number): Placed[][] {
  const files: Placed[][] = [];
  let end = Infinity;
  for (const weight of weights) {
    if (end + weight.length > largest) {
      files.push([]);
      end = 0;
    }
    files[files.length - 1].push({ weight, offset: end });
    end += weight.length;
  }
  return files;
}

function bytesOf(checkpoint: Checkpoint, { file, offset, length }: WeightPlace): Promise<Uint8Array> {
  return checkpoint.files.read(file, offset, length);
}

async function* contents(checkpoint: Checkpoint, placed: readonly Placed[]): AsyncGenerator<Uint8Array> {
  for (const { weight } of placed) yield bytesOf(checkpoint, weight);
}

async function writeCompanions(checkpoint: Checkpoint, folder: string): Promise<void> {
  for (const name of companions) {
    const bytes = await checkpoint.readBytes(name);
    if (bytes) await writeFile(join(folder, name), bytes);
  }
  if (await needsTokenizerJson(checkpoint)) {
    const tokenizer = await tokenizerFromFiles(checkpoint.files);
    for (const [name, text] of Object.entries(tokenizer.toFiles())) await writeFile(join(folder, name), text);
  }
}

/** Other readers know tokenizer.json alone. A checkpoint may have no tokenizer at all. */
async function needsTokenizerJson({ files }: Checkpoint): Promise<boolean> {
  if ((await files.size('tokenizer.json')) !== undefined) return false;
  const sizes = await Promise.all(vocabularies.map((name) => files.size(name)));
  return sizes.some((size) => size !== undefined);
}

/** config.json, in which @huggingface/transformers reads how many files of weights there are. */
async function writeConfig({ config }: Checkpoint, folder: string, dataFiles: number): Promise<void> {
  const { [SETTINGS]: known, ...rest } = config;
  const settings = { ...(known as object | undefined), use_external_data_format: dataFiles };
  const written = dataFiles > 0 || known !== undefined ? { ...rest, [SETTINGS]: settings } : rest;
  await writeFile(join(folder, 'config.json'), JSON.stringify(written, null, 2));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
