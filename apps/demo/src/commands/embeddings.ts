import { readFileSync } from 'node:fs';
import { FaqIndex, InvalidArgumentError, semanticSearch, SentenceTransformer } from '@automodel/auto';
import type { Command } from 'commander';
import { faq, notes } from '../stories/faq-texts.js';
import { showAnswers, showHits, showSimilarities } from '../views/embeddings.js';
import type { Print } from '../views/tables.js';
import { modelOption, topKOption } from './options.js';

const MODEL = 'all-MiniLM-L6-v2';

interface SearchOptions {
  readonly model: string;
  readonly topK: number;
  readonly file?: string;
}

/** `faq`, `search` and `similarity`. */
export function addEmbeddingCommands(program: Command, print: Print): void {
  program
    .command('faq')
    .description("answer a question by a tea shop's list of answers")
    .argument('<question>', 'for example "When will I get my package?"')
    .addOption(modelOption(MODEL))
    .addOption(topKOption('answers', 3))
    .action(async (question: string, { model, topK }: SearchOptions) => {
      await using embedder = await SentenceTransformer.from_pretrained(model);
      const index = new FaqIndex(embedder);
      await index.add(faq);
      showAnswers(await index.search(question, { top_k: topK }), print);
    });

  program
    .command('search')
    .description('find lines by their meaning')
    .argument('<query>', 'for example "extreme weather"')
    .option('-f, --file <file>', 'a text file, searched line by line; some sentences of news if left out')
    .addOption(modelOption(MODEL))
    .addOption(topKOption('lines'))
    .action(async (query: string, { model, topK, file }: SearchOptions) => {
      const texts = file === undefined ? notes : readLines(file);
      await using embedder = await SentenceTransformer.from_pretrained(model);
      const corpus = await embedder.encode_document(texts);
      const [hits] = semanticSearch(await embedder.encode_query(query), corpus, { top_k: topK });
      showHits(
        hits.map(({ corpus_id, score }) => ({ score, text: texts[corpus_id] })),
        print,
      );
    });

  program
    .command('similarity')
    .description('how alike texts are, each with each')
    .argument('<texts...>', 'two texts or more')
    .addOption(modelOption(MODEL))
    .action(async (texts: string[], { model }: SearchOptions) => {
      await using embedder = await SentenceTransformer.from_pretrained(model);
      const embeddings = await embedder.encode(texts);
      showSimilarities(texts, embedder.similarity(embeddings, embeddings).tolist() as number[][], print);
    });
}

/** @throws InvalidArgumentError if the file cannot be read, or has no text */
function readLines(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidArgumentError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new InvalidArgumentError(`${file} has no lines with text`);
  return lines;
}
