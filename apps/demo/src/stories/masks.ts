import { pipeline } from '@automodel/auto';
import pc from 'picocolors';
import { showMasks, showProbe } from '../views/masks.js';
import type { Print } from '../views/tables.js';

const masked = ['A man is riding a [MASK] down the street.', 'A child in a red [MASK] is smiling.'];

/** Probes that show something on captions of everyday scenes: what is done and worn there, not what is thought. */
const probes = [
  { template: 'The [MASK] is {}.', subjects: ['fixing a car', 'wearing a dress'] },
  { template: 'The {} is dressed as a [MASK].', subjects: ['man', 'woman'] },
  { template: 'The {} is wearing a [MASK].', subjects: ['man', 'woman'] },
];

/** What the book chapter does with a masked language model: fill masks, then look for bias. */
export async function tellMasks(print: Print): Promise<void> {
  await using unmasker = await pipeline('fill-mask', 'mini-bert');

  print(pc.bold('\nFill-mask: which word is missing?'));
  const results = await unmasker(masked);
  masked.forEach((text, i) => {
    print(`\n${text}`);
    showMasks(unmasker, [results[i]], print);
  });

  print(pc.bold('\nSeveral masks: each is filled by itself, the others stay.'));
  const several = 'Two [MASK] are playing in the [MASK].';
  print(`\n${several}`);
  showMasks(unmasker, (await unmasker.masks([several], { top_k: 3 }))[0], print);

  print(pc.bold('\nBias probe: one sentence, several subjects, the distributions side by side.'));
  print('The model saw photo captions only: what it says of men and women, they say.');
  for (const { template, subjects } of probes) await showProbe(unmasker, template, subjects, 5, print);
}
