import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const folderOf = (name: string): string => dirname(resolve(`${name}/package.json`));

const texts = { English: english, code, Chinese: chinese };
export type TextName = keyof typeof texts;
export const textNames = Object.keys(texts) as TextName[];

/** The text of a kind in documents of a few thousand characters, none of which comes twice; the same for everyone. */
export function documents(name: TextName): string[] {
  const pieces = new Set<string>();
  let piece = '';
  for (const paragraph of new Set(texts[name]())) {
    piece += paragraph;
    if (piece.length < 4000) continue;
    pieces.add(piece);
    piece = '';
  }
  return [...pieces];
}

/** What Node's type declarations say in their comments, without the examples: 0.9 MB. */
function* english(): Generator<string> {
  const folder = folderOf('@types/node');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => each.endsWith('.d.ts')).sort()) {
    for (const [comment] of readFileSync(join(folder, file), 'utf8').matchAll(/\/\*\*[^]*?\*\//g)) {
      const lines = comment.slice(3, -2).replaceAll(/^\s*\* ?/gm, '');
      yield `${lines.replaceAll(/```[^]*?```/g, '').trim()}\n\n`;
    }
  }
}

/** The first megabyte of the TypeScript compiler. */
function code(): string[] {
  const source = readFileSync(join(folderOf('typescript'), 'lib/typescript.js'), 'utf8');
  return source.slice(0, 1e6).split(/^(?=\S)/m);
}

/** What the TypeScript compiler says in simplified and traditional Chinese: 0.27 MB. */
function chinese(): string[] {
  return ['zh-cn', 'zh-tw'].flatMap((language) => {
    const file = join(folderOf('typescript'), 'lib', language, 'diagnosticMessages.generated.json');
    const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    return Object.values(messages).map((message) => `${message}\n`);
  });
}
