import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportOnnx, RawImage, ViTForImageClassification, vitConfig } from '@automodel/auto';
import { parseConfig } from '@automodel/modeling';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { randomCheckpoint } from '../random-checkpoint.js';

/** Pictures a second of one engine. */
export interface VitFigures {
  /** From a file to what the network reads. */
  readonly preprocessing: number;
  /** The network, one picture at a time. */
  readonly single: number;
  /** The network, four pictures at a time. */
  readonly batched: number;
  /** From a list of files to labels. */
  readonly pipeline: number;
}

const ROUNDS = 2;
const PICTURES = 8;
const [WIDTH, HEIGHT] = [640, 480];

/**
 * Image classification on a checkpoint of ViT-base's size (86M, 224 x 224) with random weights: pictures a second,
 * beside @huggingface/transformers on an ONNX export of the same weights and, if the environment variable
 * `AUTOMODEL_BENCH_PYTHON` names a Python that has torch and transformers, beside those. Each in a process of its own, in
 * turn; the best round counts.
 */
export async function benchVit(): Promise<void> {
  const config = { model_type: 'vit', architectures: ['ViTForImageClassification'], num_labels: 1000 };
  const network = new ViTForImageClassification(parseConfig(vitConfig, config));
  const folder = randomCheckpoint('vit-base', config, network);
  const preprocessor = { image_processor_type: 'ViTImageProcessor', size: { height: 224, width: 224 } };
  const defaults = {
    do_resize: true,
    do_rescale: true,
    do_normalize: true,
    resample: 2,
    rescale_factor: 1 / 255,
  };
  const means = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
  writeFileSync(
    join(folder, 'preprocessor_config.json'),
    JSON.stringify({ ...preprocessor, ...defaults, ...means }),
  );
  if (!existsSync(join(folder, 'onnx'))) await exportOnnx(folder, folder);
  const pictures = join(folder, 'pictures');
  if (!existsSync(pictures)) await drawPictures(pictures);

  const threads = availableParallelism();
  const python = process.env.AUTOMODEL_BENCH_PYTHON;
  const engines: Record<string, () => VitFigures> = {
    native: () => measure(folder, 'native'),
    'native, int8': () => measure(folder, 'native', 'int8'),
    'onnxruntime-node': () => measure(folder, 'onnxruntime-node'),
    'transformers.js': () => measure(folder, 'transformers.js'),
    ...(python && {
      'PyTorch float32': () => measurePython(python, folder, threads, 'float32'),
      'PyTorch bfloat16': () => measurePython(python, folder, threads, 'bfloat16'),
    }),
  };
  const rounds = Array.from({ length: ROUNDS }, () =>
    Object.entries(engines).map(([engine, run]) => [engine, run()] as const),
  ).flat();
  console.log(
    `ViT-base (86M), random weights, ${threads} threads, ${PICTURES} JPEG files of ${WIDTH} x ${HEIGHT}; pictures/s, best of ${ROUNDS}`,
  );
  console.table(
    Object.fromEntries(
      Object.keys(engines).map((engine) => {
        const of = (pick: (figures: VitFigures) => number): string =>
          Math.max(...rounds.filter(([name]) => name === engine).map(([, figures]) => pick(figures))).toFixed(
            2,
          );
        return [
          engine,
          {
            'file to pixels': of(({ preprocessing }) => preprocessing),
            'network, 1 a call': of(({ single }) => single),
            'network, 4 a call': of(({ batched }) => batched),
            'file to labels': of(({ pipeline }) => pipeline),
          },
        ];
      }),
    ),
  );
}

/** Pictures with large shapes and some noise, as photographs have. */
async function drawPictures(folder: string): Promise<void> {
  mkdirSync(folder);
  const random = xoroshiro128plus(7);
  for (let n = 0; n < PICTURES; n++) {
    const data = new Uint8ClampedArray(WIDTH * HEIGHT * 3);
    for (let i = 0; i < data.length; i++) {
      const [x, y] = [Math.floor(i / 3) % WIDTH, Math.floor(i / 3 / WIDTH)];
      data[i] = 128 + 90 * Math.sin((x * (n + 1)) / 50 + (y * (i % 3)) / 70) + uniformInt(random, -20, 20);
    }
    await new RawImage(data, WIDTH, HEIGHT, 3).save(join(folder, `${n}.jpg`));
  }
}

function measure(folder: string, engine: string, dtype = 'fp32'): VitFigures {
  const script = fileURLToPath(new URL('./run.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...process.execArgv, script, folder, engine, dtype], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as VitFigures;
}

function measurePython(python: string, folder: string, threads: number, dtype: string): VitFigures {
  const script = fileURLToPath(new URL('./classify.py', import.meta.url));
  const output = execFileSync(python, [script, folder, String(threads), dtype], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as VitFigures;
}
