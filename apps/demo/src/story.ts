import type { FillMaskOutput, FillMaskPipeline } from '@automodel/auto';
import pc from 'picocolors';
import { differencesTable, groupsTable, predictionsTable } from './tables.js';

const masked = ['A man is riding a [MASK] down the street.', 'A child in a red [MASK] is smiling.'];

/** Probes that show something on captions of everyday scenes: what is done and worn there, not what is thought. */
const probes = [
  { template: 'The [MASK] is {}.', subjects: ['fixing a car', 'wearing a dress'] },
  { template: 'The {} is dressed as a [MASK].', subjects: ['man', 'woman'] },
  { template: 'The {} is wearing a [MASK].', subjects: ['man', 'woman'] },
];

/** What the book chapter does with a masked language model: fill masks, then look for bias. */
export async function tellStory(unmasker: FillMaskPipeline, print: (text: string) => void): Promise<void> {
  print(pc.bold('\nFill-mask: which word is missing?'));
  const results = await unmasker(masked);
  masked.forEach((text, i) => {
    print(`\n${text}`);
    print(predictionsTable(results[i]));
  });

  print(pc.bold('\nSeveral masks: each is filled by itself, the others stay.'));
  const several = 'Two [MASK] are playing in the [MASK].';
  print(`\n${several}`);
  tellMasks((await unmasker.masks([several], { top_k: 3 }))[0], print);

  print(pc.bold('\nBias probe: one sentence, several subjects, the distributions side by side.'));
  print('The model saw photo captions only. What it links to men and women is what such captions do.');
  for (const { template, subjects } of probes) await tellProbe(unmasker, template, subjects, 5, print);
}

/** Prints the predictions for each mask of a text. */
export function tellMasks(masks: readonly FillMaskOutput[], print: (text: string) => void): void {
  masks.forEach((predictions, i) => {
    if (masks.length > 1) print(`mask ${i + 1} of ${masks.length}:`);
    print(predictionsTable(predictions));
  });
}

/** Prints one bias probe. */
export async function tellProbe(
  unmasker: FillMaskPipeline,
  template: string,
  subjects: readonly string[],
  topK: number,
  print: (text: string) => void,
): Promise<void> {
  const probe = await unmasker.biasProbe(template, subjects, { top_k: topK });
  print(`\n${template}   {} = ${subjects.join(' | ')}`);
  print(groupsTable(probe));
  print('The largest differences:');
  print(differencesTable(probe));
}
