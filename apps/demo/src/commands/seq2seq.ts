import { pipeline } from '@automodel/auto';
import type { Command } from 'commander';
import { sideBySide } from '../views/seq2seq.js';
import type { Print } from '../views/tables.js';
import { addNumberFlags, inFlags, numbersOf } from './generate-flags.js';
import { modelOption } from './options.js';

/** What goes with beams, which these models search with unless told otherwise. */
const numberFlags = [
  'num_beams',
  'max_new_tokens',
  'min_new_tokens',
  'length_penalty',
  'no_repeat_ngram_size',
  'repetition_penalty',
] as const;

interface TranslateArguments {
  readonly model: string;
  readonly from?: string;
  readonly to?: string;
}

/** `summarize` and `translate`. */
export function addSeq2SeqCommands(program: Command, print: Print): void {
  const summarize = program
    .command('summarize')
    .description('summarize texts; long ones part by part')
    .argument('<texts...>', 'for example "A man rides a horse. A rider and his horse in the sand."')
    .addOption(modelOption('mini-bart-scene'))
    .action(async (texts: string[], { model }: { model: string }) => {
      await using summarizer = await pipeline('summarization', model);
      const options = { longDocument: 'map-reduce', ...numbersOf(summarize) } as const;
      const summaries = await summarizer(texts, options).catch(inFlags);
      const written = summaries.map(({ summary_text }) => summary_text);
      print(sideBySide(['text', 'summary'], texts, written));
    });
  addNumberFlags(summarize, numberFlags);

  const translate = program
    .command('translate')
    .description('translate texts')
    .argument('<texts...>', 'for example "Two dogs are playing in the snow."')
    .addOption(modelOption('mini-marian-en-fr'))
    .option('--from <language>', 'for models of several languages: a code of the model')
    .option('--to <language>', 'likewise, the language to translate into')
    .action(async (texts: string[], { model, from, to }: TranslateArguments) => {
      await using translator = await pipeline('translation', model);
      const options = { src_lang: from, tgt_lang: to, ...numbersOf(translate) };
      const translations = await translator(texts, options).catch(inFlags);
      const written = translations.map(({ translation_text }) => translation_text);
      print(sideBySide(['text', 'translation'], texts, written));
    });
  addNumberFlags(translate, numberFlags);
}
