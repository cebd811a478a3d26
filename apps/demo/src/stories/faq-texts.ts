import type { FaqEntry } from '@automodel/auto';

/** What a small shop for tea answers again and again. */
export const faq: readonly FaqEntry[] = [
  {
    question: 'How long does delivery take?',
    answer: 'Two to three working days within the country, five to eight abroad.',
  },
  {
    question: 'What does shipping cost?',
    answer: 'Four euros. Orders of fifty euros and more travel for nothing.',
  },
  {
    question: 'Can I return my order?',
    answer: 'Unopened tins can come back within thirty days; we pay the postage.',
  },
  {
    question: 'Which ways of payment do you accept?',
    answer: 'Cards, bank transfer, and invoice from the second order on.',
  },
  {
    question: 'How should I store loose tea?',
    answer: 'Dry, dark and well closed, away from spices and coffee.',
  },
  {
    question: 'How hot must the water be for green tea?',
    answer: 'Seventy to eighty degrees. Boiling water makes it bitter.',
  },
  {
    question: 'Do you have tea without caffeine?',
    answer: 'Yes: rooibos, peppermint, chamomile and all fruit blends.',
  },
  {
    question: 'Are your teas organic?',
    answer: 'Every tea with the green leaf on its tin is certified organic.',
  },
  { question: 'Can I visit the shop?', answer: 'Gladly: Monday to Saturday, ten to six, Harbour Street 12.' },
  {
    question: 'How do I change my address?',
    answer: 'In your account under "Addresses", or by mail before we ship.',
  },
  {
    question: 'My parcel arrived damaged. What now?',
    answer: 'Send us a photo within a week and we replace it at once.',
  },
  {
    question: 'Do you sell gift vouchers?',
    answer: 'Yes, from ten euros on, as a card or as a file to print.',
  },
];

/** What customers ask, in words that are not those of the list. */
export const asked: readonly string[] = [
  'When will I get my package?',
  'The tin was crushed in the mail.',
  'I moved to a new flat.',
  'What can I drink late at night and still sleep?',
  'Is PayPal possible?',
];

/** A corpus for semantic search: sentences of many fields. */
export const notes: readonly string[] = [
  'The river rose two metres overnight and flooded the lower town.',
  'Bees find their way home by the position of the sun.',
  'The central bank raised interest rates for the third time this year.',
  'A vaccine against malaria is being tested in four countries.',
  'The telescope photographed a galaxy thirteen billion light years away.',
  'Bread dough needs warmth and patience to rise.',
  'The orchestra opened the season with a symphony by Mahler.',
  'Heavy snow closed the mountain passes for a week.',
  'The striker scored twice in the final minutes of the match.',
  'Archaeologists uncovered a Roman bath below the parking garage.',
  'Electric buses will replace the old diesel fleet by spring.',
  'Whales sing songs that travel through oceans for hundreds of kilometres.',
  'The unemployment rate fell to its lowest level in a decade.',
  'A good night of sleep strengthens the memory.',
  'The museum returned the statue to the country it was taken from.',
  'Farmers hope for rain after the driest summer on record.',
];

/** What is searched for in them. */
export const searches: readonly string[] = [
  'economy',
  'extreme weather',
  'How do animals communicate and navigate?',
];
