import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BertForMaskedLM } from '@automodel/masked-lm';
import { bertConfig, parseConfig } from '@automodel/modeling';
import { randomCheckpoint } from './random-checkpoint.js';

/** What one process measured. */
export interface FillMaskFigures {
  readonly backend: string;
  readonly loadMs: number;
  readonly firstMs: number;
  /** One text a call. */
  readonly single: number;
  /** A list of texts a call. */
  readonly batched: number;
  readonly peakMB: number;
  /** Bytes of the weights. */
  readonly weightsMB: number;
}

const ROUNDS = 3;

/**
 * Fill-mask on a checkpoint of BERT-base's size with random weights: sentences a second, load time and peak memory of both
 * backends, each in processes of its own, in turn, so that a drift of the machine meets both. The best round counts.
 */
export async function benchFillMask(): Promise<void> {
  const config = { model_type: 'bert', architectures: ['BertForMaskedLM'] };
  const network = new BertForMaskedLM(parseConfig(bertConfig, config));
  const tokenizer = dirname(fileURLToPath(import.meta.resolve('@automodel/mini-bert/config.json')));
  const folder = randomCheckpoint('bert-base-masked-lm', config, network, tokenizer);

  const rounds: FillMaskFigures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const backend of ['native', 'onnxruntime-node']) rounds.push(measure(folder, backend));
  }
  console.log(
    `BERT-base, random weights, float32, ${rounds[0].weightsMB} MB, texts of 8 to 40 words; best of ${ROUNDS}`,
  );
  console.table(
    Object.fromEntries(
      ['native', 'onnxruntime-node'].map((backend) => {
        const of = (pick: (figures: FillMaskFigures) => number): number[] =>
          rounds.filter((figures) => figures.backend === backend).map(pick);
        const peak = Math.min(...of(({ peakMB }) => peakMB));
        return [
          backend,
          {
            'load ms': Math.round(Math.min(...of(({ loadMs }) => loadMs))),
            'first call ms': Math.round(Math.min(...of(({ firstMs }) => firstMs))),
            'sentences/s, one a call': Math.max(...of(({ single }) => single)).toFixed(1),
            'sentences/s, lists': Math.max(...of(({ batched }) => batched)).toFixed(1),
            'peak RSS MB': Math.round(peak),
            'peak RSS / weights': (peak / rounds[0].weightsMB).toFixed(2),
          },
        ];
      }),
    ),
  );
}

function measure(folder: string, backend: string): FillMaskFigures {
  const script = fileURLToPath(new URL('./fill-mask-run.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...process.execArgv, script, folder, backend], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as FillMaskFigures;
}
