import { ConfusionMatrix, pipeline } from '@automodel/auto';
import pc from 'picocolors';
import { reviews, type Review } from '../data/reviews.js';
import { besides, showJudged } from '../views/classification.js';
import type { Print } from '../views/tables.js';

const labels = ['NEGATIVE', 'POSITIVE'] as const;

/** What a model that was not trained for it is asked: the label whose word is likelier behind the review. */
const question = {
  template: (text: string) => `${text} The film is {}`,
  words: { POSITIVE: 'good', NEGATIVE: 'bad' },
};

/** How two models judge the labelled reviews. */
export interface JudgedReviews {
  readonly trained: ConfusionMatrix;
  readonly zeroShot: ConfusionMatrix;
  /** What the trained model said of each review. */
  readonly judged: readonly (Review & { readonly said: string; readonly score: number })[];
}

/** Lets a classifier, and a language model without training for it, judge the reviews. */
export async function judgeReviews(): Promise<JudgedReviews> {
  const truths = reviews.map(({ label }) => label);
  await using classifier = await pipeline('sentiment-analysis', 'mini-distilbert-sst2');
  const results = await classifier(reviews.map(({ text }) => text));
  await using generator = await pipeline('text-generation', 'mini-gpt2');
  const guesses: string[] = [];
  for (const { text } of reviews) {
    const [best] = await generator.scoreLabels(question.template(text), Object.values(question.words));
    guesses.push(labels.find((label) => question.words[label] === best.label)!);
  }
  return {
    trained: ConfusionMatrix.of(
      truths,
      results.map(({ label }) => label),
      labels,
    ),
    zeroShot: ConfusionMatrix.of(truths, guesses, labels),
    judged: reviews.map((review, i) => ({ ...review, said: results[i].label, score: results[i].score })),
  };
}

/** Sentiment: what training for a task is worth, on reviews whose sentiment is known. */
export async function tellSentiment(print: Print): Promise<void> {
  print(pc.bold(`\nSentiment: are ${reviews.length} film reviews good or bad?`));
  const { trained, zeroShot, judged } = await judgeReviews();
  print('\nA small model that was trained on film reviews is sure of these:');
  const byScore = judged.toSorted((a, b) => b.score - a.score);
  showJudged(
    [
      ...byScore.slice(0, 2),
      ...byScore
        .slice(2)
        .filter(({ label }) => label !== byScore[0].label)
        .slice(0, 2),
    ],
    print,
  );
  print('\nIt reads words and short phrases, and is wrong about some of these:');
  showJudged(byScore.filter(({ said, label }) => said !== label).slice(0, 4), print);
  print('\nHow often is it right? Beside it a language model that saw photo captions only,');
  const [good, bad] = Object.values(question.words);
  print(`asked which word is likelier, "${good}" or "${bad}". It says the same of every review:`);
  print(besides(['mini-distilbert-sst2', trained], ['mini-gpt2, zero-shot', zeroShot]));
  print('\nAs a picture: npm start -- reviews --svg reviews.svg');
}
