import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Spec } from '../spec.js';
import { byteCharacters, toByteCharacters } from '../text/bytes.js';
import { encodeUtf8 } from '../text/web.js';
import { Bpe } from './bpe.js';
import { ByteLevelBpe } from './byte-level-bpe.js';
import { makeModel } from './index.js';

const characters = ['a', ' ', 'é', 'è', '中', '丮', '並', '串', '💭', '\uD83D'];
/** The bytes of these characters, some of which are in several. */
const bytes = [...new Set(characters.flatMap((character) => [...encodeUtf8(character)]))];

/** BPE whose merges join any tokens that came before, over the borders of characters, too. */
const model = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 60 }).map((picks) => {
  const tokens = bytes.map((byte) => byteCharacters[byte]);
  const merges = new Map<string, [string, string]>();
  for (const [left, right] of picks) {
    const pair: [string, string] = [tokens[left % tokens.length], tokens[right % tokens.length]];
    const merged = pair.join('');
    if (merged.length > 6) continue;
    if (!tokens.includes(merged)) tokens.push(merged);
    merges.set(pair.join(' '), pair);
  }
  const vocab = Object.fromEntries(
    [...new Set([...byteCharacters, ...tokens])].map((token, id) => [token, id]),
  );
  return makeModel(
    new Spec({ type: 'BPE', vocab, merges: [...merges.values()] }, 'tokenizer.json: model'),
  ) as Bpe;
});
const word = fc.string({ unit: fc.constantFrom(...characters), maxLength: 40 });

it('gives the tokens of BPE over byte characters, whatever is merged first', () => {
  fc.assert(
    fc.property(model, fc.array(word, { minLength: 1, maxLength: 5 }), (bpe, words) => {
      const fast = ByteLevelBpe.of(bpe)!;
      for (const each of words) {
        expect(fast.tokenizeWord(each).ids).toEqual(bpe.tokenizeWord(toByteCharacters(each)).ids);
      }
    }),
    { numRuns: 2000 },
  );
});
