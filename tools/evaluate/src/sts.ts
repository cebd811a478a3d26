import { InvalidArgumentError } from '@automodel/core';
import { SentenceTransformer, type SentenceTransformerOptions } from '@automodel/sentence-embeddings';
import { Option, type Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { pearson, spearman } from './correlation.js';
import { readText } from './read-text.js';

interface StsOptions {
  readonly data: string;
  readonly model?: string;
  readonly dtype?: SentenceTransformerOptions['dtype'];
}

/** A pair of sentences and how alike people find them. */
interface Pair {
  readonly first: string;
  readonly second: string;
  readonly score: number;
}

/** `sts`: how well the similarities of sentence embeddings go with people's (semantic textual similarity). */
export function addStsCommand(program: Command): void {
  program
    .command('sts')
    .description("correlation of sentence embeddings' similarities with people's")
    .requiredOption('--data <file>', 'CSV without a header: sentence, sentence, score')
    .option('-m, --model <model>', 'a folder, or the name of an installed model', 'all-MiniLM-L6-v2')
    .addOption(new Option('--dtype <dtype>', 'what is computed in').choices(['fp32', 'int8']))
    .action(async ({ data, model, dtype }: StsOptions) => {
      const pairs = readPairs(data);
      await using embedder = await SentenceTransformer.from_pretrained(model, { dtype });
      const embeddings = [
        await embedder.encode(pairs.map(({ first }) => first)),
        await embedder.encode(pairs.map(({ second }) => second)),
      ] as const;
      const similarities = Array.from(embedder.similarity_pairwise(...embeddings).data);
      const scores = pairs.map(({ score }) => score);
      console.log(`${pairs.length} pairs, ${model}, ${embedder.similarity_fn_name} similarity`);
      console.log(`Spearman ${(100 * spearman(similarities, scores)).toFixed(3)}`);
      console.log(`Pearson ${(100 * pearson(similarities, scores)).toFixed(3)}`);
    });
}

/** @throws InvalidArgumentError if the file is missing, or a line is no pair with a score */
export function readPairs(file: string): Pair[] {
  const records = parse(readText(file), { relax_column_count: true, skip_empty_lines: true });
  return records.map((fields, i) => {
    const [first, second, score] = fields;
    if (fields.length !== 3 || score.trim() === '' || !Number.isFinite(Number(score))) {
      throw new InvalidArgumentError(
        `${file}: record ${i + 1} must be a sentence, a sentence and a number; it has ${JSON.stringify(fields)}`,
      );
    }
    return { first, second, score: Number(score) };
  });
}
