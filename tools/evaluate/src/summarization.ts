import { InvalidArgumentError } from '@automodel/core';
import { corpusRouge, rougeScores, SummarizationPipeline, type LongDocument } from '@automodel/seq2seq';
import { Option, type Command } from 'commander';
import {
  addWritingOptions,
  callOptions,
  readLines,
  writeTexts,
  type WritingOptions,
} from './written-texts.js';

interface SummarizationCommandOptions extends WritingOptions {
  readonly data: string;
  readonly longDocument: LongDocument;
}

/** A document and the summary that people wrote. */
interface Summarized {
  readonly document: string;
  readonly summary: string;
}

/** `summarization`: how much of people's summaries is in a model's, and the other way round. */
export function addSummarizationCommand(program: Command): void {
  const command = program
    .command('summarization')
    .description("ROUGE of summaries, as rouge_score's without stemming")
    .requiredOption(
      '--data <file>',
      'JSON lines: {"document", "summary"}, or {"captions"} of one scene, of which the one that is most like the others is to be ' +
        'found from those',
    )
    .addOption(
      new Option('--long-document <what>', 'what becomes of documents beyond the context')
        .choices(['refuse', 'truncate', 'map-reduce'])
        .default('truncate'),
    );
  addWritingOptions(command, 'mini-bart-scene').action(async (options: SummarizationCommandOptions) => {
    const texts = readSummaries(options.data).slice(0, options.limit);
    await using summarizer = await SummarizationPipeline.from_pretrained(options.model);
    const results = await summarizer(
      texts.map(({ document }) => document),
      { ...callOptions(options, 'texts summarized'), longDocument: options.longDocument },
    );
    const summaries = results.map(({ summary_text }) => summary_text);
    writeTexts(options, summaries);
    const scores = corpusRouge(
      summaries,
      texts.map(({ summary }) => summary),
    );
    const words = summaries.reduce((sum, summary) => sum + summary.trim().split(/\s+/).length, 0);
    console.log(
      `${texts.length} texts, ${options.model}, ${(words / texts.length).toFixed(1)} words a summary`,
    );
    for (const [name, { precision, recall, fmeasure }] of Object.entries(scores)) {
      const [f1, p, r] = [fmeasure, precision, recall].map((share: number) => (100 * share).toFixed(2));
      console.log(`${name.padEnd(9)} F1 ${f1}, precision ${p}, recall ${r}`);
    }
  });
}

/** @throws InvalidArgumentError if the file is missing, or a line is neither */
export function readSummaries(file: string): Summarized[] {
  return readLines(file).map((line, i) => {
    const record = parseLine(line);
    const { document, summary, captions } = record;
    if (isText(document) && isText(summary)) return { document, summary };
    if (Array.isArray(captions) && captions.length > 1 && captions.every(isText))
      return centralCaption(captions);
    throw new InvalidArgumentError(
      `${file}: line ${i + 1} must be {"document": "...", "summary": "..."} or {"captions": ["...", "...", ...]}; it is ` +
        (line.length > 80 ? `${line.slice(0, 80)}...` : line),
    );
  });
}

function parseLine(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** The caption that has most in common with the others is their summary, as mini-bart-scene learned it. */
function centralCaption(captions: readonly string[]): Summarized {
  const likeness = captions.map((caption, i) =>
    captions.reduce(
      (sum, other, j) => (i === j ? sum : sum + rougeScores(other, caption).rouge1.fmeasure),
      0,
    ),
  );
  const central = likeness.indexOf(Math.max(...likeness));
  return { document: captions.filter((_, i) => i !== central).join(' '), summary: captions[central] };
}
