import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from '@automodel/core';
import {
  classificationReport,
  labelNames,
  TextClassificationPipeline,
} from '@automodel/encoder-classification';
import { Option, type Command } from 'commander';
import { parse } from 'csv-parse/sync';
import { readText } from './read-text.js';

interface ClassificationOptions {
  readonly data: string;
  readonly model: string;
  readonly dtype?: 'fp32' | 'int8';
  readonly svg?: string;
}

/** A text and its label, as the file has it: a name, or the number of a label. */
interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** `classification`: how often a classifier is right, and what it takes for what. */
export function addClassificationCommand(program: Command): void {
  program
    .command('classification')
    .description('accuracy and confusion matrix of a classifier of texts')
    .requiredOption(
      '--data <file>',
      'TSV with the columns "sentence" (or "text") and "label": a name, or its number',
    )
    .option('-m, --model <model>', 'a folder, or the name of an installed model', 'mini-distilbert-sst2')
    .addOption(new Option('--dtype <dtype>', 'what is computed in').choices(['fp32', 'int8']))
    .option('--svg <file>', 'writes the confusion matrix as a picture, too')
    .action(async ({ data, model, dtype, svg }: ClassificationOptions) => {
      const texts = readLabelledTexts(data);
      await using classifier = await TextClassificationPipeline.from_pretrained(model, { dtype });
      const labels = labelNames(classifier.model.config);
      const truths = texts.map(({ label }) =>
        /^\d+$/.test(label) ? (labels[Number(label)] ?? label) : label,
      );
      const predictions = await classifier(texts.map(({ text }) => text));
      const report = classificationReport(
        truths,
        predictions.map(({ label }) => label),
        { labels },
      );
      const { confusion } = report;
      console.log(`${texts.length} texts, ${model}`);
      console.log(
        `Accuracy ${(100 * report.accuracy).toFixed(1)} % (${confusion.correct} of ${confusion.total})`,
      );
      console.log(
        `Macro F1 ${(100 * report.macro.f1).toFixed(1)} %, weighted F1 ${(100 * report.weighted.f1).toFixed(1)} %`,
      );
      console.log(String(confusion));
      if (svg !== undefined) await writeFile(svg, confusion.toSvg({ title: model }));
    });
}

/** @throws InvalidArgumentError if the file is missing, or has no such columns, or nothing in one */
export function readLabelledTexts(file: string): LabelledText[] {
  const records = parse(readText(file), { delimiter: '\t', quote: false, skip_empty_lines: true, bom: true });
  const [header = [], ...rows] = records;
  const text = header.findIndex((name) => name === 'sentence' || name === 'text');
  const label = header.indexOf('label');
  if (text < 0 || label < 0 || rows.length === 0) {
    throw new InvalidArgumentError(
      `${file} must begin with a line "sentence<tab>label" (or "text<tab>label") and have texts below; it begins with ` +
        JSON.stringify(header.join('\t')),
    );
  }
  return rows.map((fields) => ({ text: fields[text].trim(), label: fields[label].trim() }));
}
