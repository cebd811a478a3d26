import { writeFile } from 'node:fs/promises';
import { confusionMatricesSvg, pipeline } from '@automodel/auto';
import { Option, type Command } from 'commander';
import { judgeReviews } from '../stories/sentiment.js';
import {
  answersTable,
  besides,
  entitiesTable,
  labelScoresTable,
  zeroShotTable,
} from '../views/classification.js';
import type { Print } from '../views/tables.js';
import { modelOption, topKOption } from './options.js';

interface ModelArguments {
  readonly model: string;
}

/** No model for these is bundled. */
const namedModel = (what: string): Option =>
  new Option(
    '-m, --model <model>',
    `a folder, or the name of an installed model: ${what}`,
  ).makeOptionMandatory();

/** `sentiment`, `reviews`, `ner`, `answer` and `zero-shot`. */
export function addClassificationCommands(program: Command, print: Print): void {
  program
    .command('sentiment')
    .description('which label fits a text, with all scores')
    .argument('<texts...>', 'for example "A warm and funny film."')
    .addOption(modelOption('mini-distilbert-sst2'))
    .action(async (texts: string[], { model }: ModelArguments) => {
      await using classifier = await pipeline('sentiment-analysis', model);
      const results = await classifier(texts, { top_k: null });
      texts.forEach((text, i) => {
        print(text);
        print(labelScoresTable(results[i]));
      });
    });

  program
    .command('reviews')
    .description('how a trained and an untrained model judge forty film reviews')
    .option('--svg <file>', 'writes the confusion matrices as a picture, too')
    .action(async ({ svg }: { svg?: string }) => {
      const { trained, zeroShot } = await judgeReviews();
      print(besides(['mini-distilbert-sst2', trained], ['mini-gpt2, zero-shot', zeroShot]));
      if (svg === undefined) return;
      await writeFile(
        svg,
        confusionMatricesSvg([
          { title: 'mini-distilbert-sst2', matrix: trained },
          { title: 'mini-gpt2, zero-shot', matrix: zeroShot },
        ]),
      );
      print(`The picture is in ${svg}.`);
    });

  program
    .command('ner')
    .description('find names, or what else a model labels, in a text')
    .argument('<text>', 'for example "Anna lives in Paris."')
    .addOption(namedModel('one for token classification'))
    .action(async (text: string, { model }: ModelArguments) => {
      await using ner = await pipeline('ner', model);
      print(entitiesTable(await ner(text, { aggregation_strategy: 'first', stride: 16 }), text));
    });

  program
    .command('answer')
    .description('find the answer to a question in a text')
    .argument('<question>', 'for example "Who wrote it?"')
    .argument('<context>', 'the text, of any length')
    .addOption(namedModel('one for question answering'))
    .addOption(topKOption('answers', 3))
    .action(async (question: string, context: string, { model, topK }: ModelArguments & { topK: number }) => {
      await using answerer = await pipeline('question-answering', model);
      print(answersTable([await answerer(question, context, { top_k: topK })].flat()));
    });

  program
    .command('zero-shot')
    .description('which of any labels fits a text')
    .argument('<text>', 'for example "My phone gets hot."')
    .argument('<labels...>', 'for example electronics food travel')
    .addOption(namedModel('one for natural language inference'))
    .action(async (text: string, labels: string[], { model }: ModelArguments) => {
      await using classifier = await pipeline('zero-shot-classification', model);
      print(zeroShotTable(await classifier(text, labels)));
    });
}
