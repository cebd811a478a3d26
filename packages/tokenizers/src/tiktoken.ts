import { TokenizerFileError } from './errors.js';
import { Ingredients } from './pretrained/ingredients.js';
import type { Spec } from './spec.js';
import { byteCharacters } from './text/bytes.js';

declare function atob(base64: string): string;

/** How text is split before it is looked up: the expression of Llama 3, which Python takes for every such file. */
const words =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const rankLine = /^([A-Za-z0-9+/]+={0,2}) (\d+)$/;

/** Whether a file is one of tiktoken: lines of a token in Base64 and its rank. */
export function looksLikeTiktoken(bytes: Uint8Array): boolean {
  const end = bytes.subarray(0, 1024).indexOf(0x0a);
  return end > 0 && rankLine.test(asciiOf(bytes.subarray(0, end)).trimEnd());
}

/**
 * The ingredients in a rank file of tiktoken, whose merges are all the ways to make a token of two others. Special tokens
 * are those of the configuration; ids that it leaves out between them get `<|reserved_token_..|>`.
 *
 * @throws TokenizerFileError if a line is malformed
 */
export function ingredientsOfTiktoken(bytes: Uint8Array, file: string, config: Spec): Ingredients {
  const ranks = readRanks(asciiOf(bytes), file);
  const merges: (readonly [left: string, right: string, rank: number])[] = [];
  for (const [token, rank] of ranks) {
    const ways: [left: string, right: string][] = [];
    for (let cut = 1; cut < token.length; cut++) {
      const [left, right] = [token.slice(0, cut), token.slice(cut)];
      if (ranks.has(left) && ranks.has(right)) ways.push([left, right]);
    }
    ways.sort(([a, b], [c, d]) => ranks.get(a)! - ranks.get(c)! || ranks.get(b)! - ranks.get(d)!);
    for (const [left, right] of ways) merges.push([left, right, rank]);
  }
  merges.sort(([, , a], [, , b]) => a - b);
  return new Ingredients({
    vocab: Object.fromEntries(Array.from(ranks, ([token, rank]) => [printable(token), rank])),
    merges: merges.map(([left, right]) => [printable(left), printable(right)]),
    addedTokens: addedTokensOf(config, ranks.size),
    parts: {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: words }, behavior: 'Isolated', invert: false },
          { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
        ],
      },
      model: { ignore_merges: true },
      decoder: { type: 'ByteLevel' },
    },
  });
}

/** Ranks by token, each byte of a token as one character. */
function readRanks(text: string, file: string): Map<string, number> {
  const ranks = new Map<string, number>();
  text.split(/\r?\n/).forEach((line, i) => {
    if (line === '') return;
    const match = rankLine.exec(line);
    const token = match && decode(match[1]);
    if (token == null) {
      throw new TokenizerFileError(`${file}: line ${i + 1}`, 'a token in Base64 and its rank are needed');
    }
    ranks.set(token, Number(match![2]));
  });
  return ranks;
}

function decode(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}

function asciiOf(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

function printable(bytes: string): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += byteCharacters[bytes.charCodeAt(i)];
  return text;
}

/** The added tokens of the configuration beyond the ranks, without gaps. */
function addedTokensOf(config: Spec, size: number): object[] {
  if (!config.has('added_tokens_decoder')) return [];
  const decoder = config.object('added_tokens_decoder');
  const last = decoder.names().reduce((most, id) => Math.max(most, Number(id)), -1);
  const added: object[] = [];
  // A file may claim any id; gaps of real ones are small.
  for (let id = size; id <= last && id < size + 65536; id++) {
    const content = decoder.has(String(id))
      ? decoder.object(String(id)).string('content')
      : `<|reserved_token_${id}|>`;
    added.push({ id, content, special: true, normalized: false });
  }
  return added;
}
