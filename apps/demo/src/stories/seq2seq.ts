import { pipeline } from '@automodel/auto';
import pc from 'picocolors';
import { sideBySide } from '../views/seq2seq.js';
import type { Print } from '../views/tables.js';

const scenes = [
  'A man rides a horse on the beach. Someone on a brown horse near the sea. A rider and his horse in the sand.',
  'Two girls are eating ice cream. Two young girls with ice cream cones sit on a wall. Girls enjoying a treat.',
];
const sentences = [
  'Two dogs are playing in the snow.',
  'A woman is reading a book in the park.',
  'Three children are swimming in a lake.',
];

/** Encoder-decoders: scenes summarized, sentences translated. */
export async function tellSeq2Seq(print: Print): Promise<void> {
  print(pc.bold('\nSummaries: several captions of a scene, one sentence.'));
  await using summarizer = await pipeline('summarization', 'mini-bart-scene');
  const summaries = await summarizer(scenes);
  const summed = summaries.map(({ summary_text }) => summary_text);
  print(sideBySide(['scene', 'summary'], scenes, summed));

  print(pc.bold('\nTranslations: into French by mini-marian-en-fr, into German by mini-t5.'));
  await using french = await pipeline('translation', 'mini-marian-en-fr');
  await using german = await pipeline('translation_en_to_de', 'mini-t5');
  for (const [language, translator] of [
    ['French', french],
    ['German', german],
  ] as const) {
    const written = (await translator(sentences)).map(({ translation_text }) => translation_text);
    print(sideBySide(['English', language], sentences, written));
  }
}
