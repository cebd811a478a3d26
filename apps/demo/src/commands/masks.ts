import { pipeline } from '@automodel/auto';
import type { Command } from 'commander';
import { showMasks, showProbe } from '../views/masks.js';
import type { Print } from '../views/tables.js';
import { modelOption, topKOption } from './options.js';

interface MaskOptions {
  readonly model: string;
  readonly topK: number;
}

/** `fill-mask` and `bias-probe`. */
export function addMaskCommands(program: Command, print: Print): void {
  program
    .command('fill-mask')
    .description('fill the masks of a text')
    .argument('<text>', 'a text with a mask token, for example "A man is riding a [MASK]."')
    .addOption(modelOption('mini-bert'))
    .addOption(topKOption('tokens'))
    .action(async (text: string, { model, topK }: MaskOptions) => {
      await using unmasker = await pipeline('fill-mask', model);
      const [masks] = await unmasker.masks([text], { top_k: topK });
      showMasks(unmasker, masks, print);
    });

  program
    .command('bias-probe')
    .description('compare what a mask becomes for several subjects')
    .argument('<template>', 'a text with {} and a mask token, for example "The {} is wearing a [MASK]."')
    .argument('<subjects...>', 'what to put in the place of {}')
    .addOption(modelOption('mini-bert'))
    .addOption(topKOption('tokens'))
    .action(async (template: string, subjects: string[], { model, topK }: MaskOptions) => {
      await using unmasker = await pipeline('fill-mask', model);
      await showProbe(unmasker, template, subjects, topK, print);
    });
}
