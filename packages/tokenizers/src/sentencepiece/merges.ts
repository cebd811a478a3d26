import { TokenizerFileError } from '../errors.js';
import { unitsOf, codePointAt } from '../text/characters.js';
import { Trie } from '../text/trie.js';

// Real vocabularies have two or three.
const waysPerToken = 64;

/**
 * The merges that a vocabulary implies: every way to make a token of two others. As in Python, tokens with lower ids are
 * made first, and of the ways to one token those with the shorter left half.
 *
 * @throws TokenizerFileError if the tokens are made of one another in far more ways than those of any real file
 */
export function mergesOf(ids: ReadonlyMap<string, number>, file: string): [left: string, right: string][] {
  const most = waysPerToken * ids.size + 4096;
  const trie = new Trie(4 * ids.size);
  for (const [token, id] of ids) trie.set(token, id);
  const tokens = [...ids].sort(([, a], [, b]) => a - b);
  const merges: [string, string][] = [];
  for (const [token] of tokens) {
    let node = Trie.root;
    const ways: [string, string][] = [];
    for (let at = 0; at < token.length;) {
      const next = at + unitsOf(codePointAt(token, at));
      for (; at < next && node >= 0; at++) node = trie.next(node, token.charCodeAt(at));
      if (node < 0) break;
      if (at < token.length && trie.value(node) >= 0 && ids.has(token.slice(at))) {
        ways.push([token.slice(0, at), token.slice(at)]);
      }
    }
    if (merges.length + ways.length > most) {
      throw new TokenizerFileError(file, `its pieces are made of one another in more than ${most} ways`);
    }
    merges.push(...ways);
  }
  return merges;
}
