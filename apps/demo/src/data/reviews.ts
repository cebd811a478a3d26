/** Film reviews, written for this demo, each with its sentiment. */
export interface Review {
  readonly text: string;
  readonly label: 'POSITIVE' | 'NEGATIVE';
}

const positive = [
  'A warm and funny film that I could watch again tomorrow.',
  'The acting is superb from the first scene to the last.',
  'What a beautiful, moving story about two old friends.',
  'Clever, fast and full of surprises.',
  'The music alone is worth the price of the ticket.',
  'An honest film with a big heart.',
  'She gives the best performance of her career.',
  'I laughed until I cried.',
  'A small masterpiece, told with great patience.',
  'The director turns a simple idea into pure joy.',
  'Rich, strange and wonderful pictures.',
  'My children loved every minute, and so did I.',
  'It takes its time, and every minute is rewarded.',
  'Never has a film about chess been so exciting.',
  'I expected little and left the cinema happy.',
  'Not a single dull moment.',
  'A brave and touching portrait of a family in trouble.',
  'The dialogue sparkles.',
  'You will not regret seeing this one.',
  'The ending is a delight, and nobody will see it coming.',
];

const negative = [
  'A dull and lifeless story without a single idea.',
  'The jokes fall flat, one after the other.',
  'I have rarely been so bored.',
  'Two hours of noise, and nothing to remember.',
  'The plot makes no sense and the acting is worse.',
  'A lazy sequel that nobody asked for.',
  'It wastes a great cast on a terrible script.',
  'Predictable from the first minute to the last.',
  'The film is too long, too loud and too stupid.',
  'Even the popcorn had more taste.',
  'A mess of borrowed scenes and bad effects.',
  'I wanted to like it, but there is nothing here to like.',
  'The hero is as wooden as the furniture around him.',
  'An ugly, empty and cynical picture.',
  'Half of the audience left before the end, and I envied them.',
  'It is not funny, and it is not sad either.',
  'What could have been a fine drama drowns in cheap sentiment.',
  'The good reviews must have been about another film.',
  'Save your money.',
  'A beautiful poster is all that this film has to offer.',
];

/** Both kinds in turn. */
export const reviews: readonly Review[] = positive.flatMap((text, i) => [
  { text, label: 'POSITIVE' as const },
  { text: negative[i], label: 'NEGATIVE' as const },
]);
