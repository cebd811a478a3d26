/** The name under which `{% generation %}` blocks are in the syntax tree: a call block, as in Python. */
export const generationBlock = '__generation__';
/** What stands before the number of a text that `{% raw %}` keeps from being read. */
export const rawText = '__raw__';

export interface PlainSource {
  readonly source: string;
  /** What was in `{% raw %}` blocks, in their order. */
  readonly raw: readonly string[];
}

/** A template in the words that the parser knows: without `raw`, `generation`, `{%+` and `+%}`. Lines stay where they are. */
export function plainSource(template: string): PlainSource {
  const raw: string[] = [];
  const opener = /\{(?:#|\{|%([-+]?)\s*raw\s*(-?)%\})/g;
  let source = '';
  let done = 0;
  for (let found = opener.exec(template); found; found = opener.exec(template)) {
    const [open, before, left] = found;
    const start = opener.lastIndex;
    const closer = open === '{#' ? /#\}/g : open === '{{' ? /\}\}/g : /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;
    closer.lastIndex = start;
    const end = closer.exec(template);
    // The parser says what is not closed.
    if (!end) break;
    opener.lastIndex = closer.lastIndex;
    // What seems to be a raw block within others is none.
    if (before === undefined) continue;
    const text = template.slice(start, end.index);
    const number = raw.push(trimmed(text, left, end[1])) - 1;
    const lines = template.slice(found.index, closer.lastIndex).replaceAll(/[^\n]/g, '');
    source += template.slice(done, found.index);
    source += `{%${before} if true %}{{ ${rawText} ${number}${lines} }}{% endif ${end[2]}%}`;
    done = closer.lastIndex;
  }
  return { source: withoutPlus(markGenerations(source + template.slice(done))), raw };
}

/** What a raw block leaves of its text by the signs at its ends. */
function trimmed(text: string, left: string, right: string): string {
  const begun = left === '-' ? text.trimStart() : text;
  if (right === '-') return begun.trimEnd();
  return right === '+' ? begun : begun.replace(/\n[ \t]+$/, '\n');
}

function markGenerations(source: string): string {
  return source
    .replace(/\{%([-+]?)\s*generation\s*([-+]?)%\}/g, `{%$1 call ${generationBlock}() $2%}`)
    .replace(/\{%([-+]?)\s*endgeneration\s*([-+]?)%\}/g, '{%$1 endcall $2%}');
}

/** `{%+` and `+%}` keep the white space around a block, as an empty expression does. */
function withoutPlus(source: string): string {
  return source.replaceAll('{%+', "{{ '' }}{%").replaceAll('+%}', "%}{{ '' }}");
}
