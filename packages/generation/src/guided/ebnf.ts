import { choice, rule, sequence, set, text, type Expression, type Grammar } from './expression.js';
import { readRepetition } from './regex.js';
import { SourceReader } from './source-reader.js';

/**
 * Reads a grammar in the EBNF of llama.cpp and XGrammar: rules `name ::= expression`, of which `root` is the whole text;
 * `"text"`, `[a-z]`, rules by their names, `( )`, `|`, `*`, `+`, `?`, `{2,3}`; `#` begins a comment.
 *
 * @throws GuidedTextError if it is malformed
 */
export function readGrammar(source: string): Grammar {
  const reader = new SourceReader('the grammar', source);
  const rules = new Map<string, Expression>();
  skipSpace(reader);
  while (!reader.ended) {
    const name = readName(reader);
    if (name === '') throw reader.error('needs the name of a rule');
    if (rules.has(name)) throw reader.error(`has the rule "${name}" twice`);
    skipSpace(reader);
    reader.expect('::=');
    rules.set(name, readChoice(reader));
  }
  return { rules, root: 'root' };
}

function readChoice(reader: SourceReader): Expression {
  const items: Expression[] = [];
  do {
    const parts: Expression[] = [];
    for (
      skipSpace(reader);
      !reader.ended && !/[|)]/.test(reader.peek()) && !atRule(reader);
      skipSpace(reader)
    ) {
      parts.push(readRepetition(reader, readAtom(reader)));
    }
    items.push(sequence(...parts));
  } while (reader.take('|'));
  return choice(...items);
}

function readAtom(reader: SourceReader): Expression {
  if (reader.take('(')) {
    const inner = readChoice(reader);
    reader.expect(')');
    return inner;
  }
  if (reader.take('[')) return set(reader.readClass());
  if (reader.take('"')) {
    const parts: Expression[] = [];
    while (!reader.take('"'))
      parts.push(reader.take('\\') ? set(reader.readEscape(true)) : text(reader.next()));
    return sequence(...parts);
  }
  const name = readName(reader);
  if (name === '') throw reader.error(`has "${reader.peek()}", which is not part of a grammar`);
  return rule(name);
}

/** Whether the next rule begins: a name that is followed by `::=`. */
function atRule(reader: SourceReader): boolean {
  let ahead = 0;
  while (/[\w-]/.test(reader.peek(ahead))) ahead++;
  if (ahead === 0) return false;
  while (/\s/.test(reader.peek(ahead))) ahead++;
  return reader.peek(ahead) === ':' && reader.peek(ahead + 1) === ':';
}

function readName(reader: SourceReader): string {
  return reader.takeWhile(/[\w-]/);
}

function skipSpace(reader: SourceReader): void {
  for (;;) {
    reader.takeWhile(/\s/);
    if (reader.peek() !== '#') return;
    reader.takeWhile(/[^\n]/);
  }
}
