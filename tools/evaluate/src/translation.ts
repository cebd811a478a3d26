import { InvalidArgumentError } from '@automodel/core';
import { corpusBleu, corpusChrf, TranslationPipeline, type BleuTokenizerName } from '@automodel/seq2seq';
import { Option, type Command } from 'commander';
import {
  addWritingOptions,
  callOptions,
  readLines,
  writeTexts,
  type WritingOptions,
} from './written-texts.js';

interface TranslationCommandOptions extends WritingOptions {
  readonly source: string;
  readonly reference: readonly string[];
  readonly srcLang?: string;
  readonly tgtLang?: string;
  readonly tokenize: BleuTokenizerName;
}

/** `translation`: how close a model's translations are to people's. */
export function addTranslationCommand(program: Command): void {
  const command = program
    .command('translation')
    .description("BLEU and chrF of translations, as sacreBLEU's")
    .requiredOption('--source <file>', 'texts to translate, one a line')
    .requiredOption(
      '--reference <files...>',
      'their translations, one a line; several files are several of each',
    )
    .option('--src-lang <code>', 'the language of the texts, for models of many languages')
    .option('--tgt-lang <code>', 'the language to translate into, likewise')
    .addOption(
      new Option('--tokenize <name>', 'how BLEU cuts words')
        .choices(['13a', 'intl', 'char', 'none'])
        .default('13a'),
    );
  addWritingOptions(command, 'mini-marian-en-fr').action(async (options: TranslationCommandOptions) => {
    const { model, srcLang, tgtLang, tokenize } = options;
    const { sources, references } = readTranslations(options.source, options.reference, options.limit);
    await using translator = await TranslationPipeline.from_pretrained(model);
    const results = await translator(sources, {
      ...callOptions(options, 'texts translated'),
      ...(srcLang !== undefined && { src_lang: srcLang }),
      ...(tgtLang !== undefined && { tgt_lang: tgtLang }),
    });
    const translations = results.map(({ translation_text }) => translation_text);
    writeTexts(options, translations);
    const { score, precisions, bp, sys_len, ref_len } = corpusBleu(translations, references, { tokenize });
    console.log(`${sources.length} texts, ${model}`);
    console.log(
      `BLEU ${score.toFixed(2)} (${precisions.map((share) => share.toFixed(1)).join('/')}, brevity penalty ` +
        `${bp.toFixed(3)}, ${sys_len} words, references ${ref_len}; tokenizer ${tokenize}, exponential smoothing)`,
    );
    console.log(`chrF ${corpusChrf(translations, references).toFixed(2)}`);
  });
}

/**
 * Texts and their translations.
 *
 * @returns `references[i]` of the i-th file
 * @throws InvalidArgumentError if a file is missing, has more or fewer lines than the others, or a text is empty
 */
export function readTranslations(
  source: string,
  referenceFiles: readonly string[],
  limit?: number,
): { sources: string[]; references: string[][] } {
  const sources = readLines(source);
  const references = referenceFiles.map((file) => {
    const lines = readLines(file);
    if (lines.length === sources.length) return lines;
    throw new InvalidArgumentError(
      `${source} has ${sources.length} lines and ${file} ${lines.length}: line by line they must belong together`,
    );
  });
  const empty = sources.findIndex((text) => text.trim() === '');
  if (empty >= 0)
    throw new InvalidArgumentError(`${source}: line ${empty + 1} is empty; it has no translation`);
  return { sources: sources.slice(0, limit), references: references.map((lines) => lines.slice(0, limit)) };
}
