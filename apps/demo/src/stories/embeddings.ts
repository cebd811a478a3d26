import { FaqIndex, semanticSearch, SentenceTransformer } from '@automodel/auto';
import pc from 'picocolors';
import { showBestAnswers, showHits, showSimilarities } from '../views/embeddings.js';
import type { Print } from '../views/tables.js';
import { asked, faq, notes, searches } from './faq-texts.js';

const similar = ['A man plays the guitar.', 'Somebody is making music.', 'The cat sleeps on the sofa.'];

/** What sentence embeddings are good for: likeness, answers to questions, search by meaning. */
export async function tellEmbeddings(print: Print): Promise<void> {
  await using model = await SentenceTransformer.from_pretrained();

  print(pc.bold('\nSentence embeddings: texts as vectors, close together where they mean the same.'));
  const embeddings = await model.encode(similar);
  showSimilarities(similar, model.similarity(embeddings, embeddings).tolist() as number[][], print);

  print(pc.bold(`\nFAQ: ${faq.length} questions of a tea shop have answers. Customers ask in other words.`));
  const index = new FaqIndex(model);
  await index.add(faq);
  const answers = await Promise.all(asked.map((question) => index.search(question, { top_k: 1 })));
  showBestAnswers(asked, answers.flat(), print);

  print(pc.bold(`\nSemantic search in ${notes.length} sentences: no word has to be the same.`));
  const hits = semanticSearch(await model.encode_query(searches), await model.encode_document(notes), {
    top_k: 3,
  });
  searches.forEach((search, i) => {
    print(`\n${search}`);
    showHits(
      hits[i].map(({ corpus_id, score }) => ({ score, text: notes[corpus_id] })),
      print,
    );
  });
}
