/** Measures beam search in this process: `run.ts <folder> <backend>`, a request as JSON on stdin, figures on stdout. */
import { readFileSync } from 'node:fs';
import type { LogitsProcessor } from '@automodel/generation';
import { AutoModelForSeq2SeqLM } from '@automodel/seq2seq';
import type { SummarizationFigures, SummarizationRequest } from './index.js';

const [folder, backend] = process.argv.slice(2);
const { document, beams, newTokens, rounds } = JSON.parse(readFileSync(0, 'utf8')) as SummarizationRequest;
const model = await AutoModelForSeq2SeqLM.from_pretrained(folder, {
  backend: backend as 'native' | 'onnxruntime-node',
});

let [firstMs, tokenMs] = [Infinity, Infinity];
let sequence: number[] = [];
for (let round = 0; round < rounds; round++) {
  /** When each step has its scores. */
  const times: number[] = [];
  const clock: LogitsProcessor = {
    process(_sequence, _scores, row) {
      if (row === 0) times.push(performance.now());
    },
  };
  const begun = performance.now();
  const sequences = await model.generate({
    input_ids: [document],
    num_beams: beams,
    max_new_tokens: newTokens,
    min_new_tokens: newTokens,
    logits_processor: [clock],
  });
  firstMs = Math.min(firstMs, times[0] - begun);
  tokenMs = Math.min(tokenMs, (times[times.length - 1] - times[0]) / (times.length - 1));
  sequence = Array.from(sequences.data);
}
const peakMB = process.resourceUsage().maxRSS / 1000;
const figures: SummarizationFigures = { firstMs, tokenMs, peakMB, sequence };
console.log(JSON.stringify(figures));
