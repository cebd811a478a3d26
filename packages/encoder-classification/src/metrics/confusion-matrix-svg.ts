import type { ConfusionMatrix } from './confusion-matrix.js';

/** A matrix with what is written above it. */
export interface TitledMatrix {
  readonly title: string;
  readonly matrix: Pick<ConfusionMatrix, 'labels' | 'counts' | 'total' | 'correct' | 'accuracy'>;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
/** About the width of a letter, as a share of the size of its font. */
const LETTER = 0.58;
const MARGIN = 28;
const [INK, MUTED, BLUE, RED] = ['#1f2933', '#66727f', '#1d5fa8', '#b3401f'];

/** Matrices side by side, as the document of an SVG file. Right predictions are blue, wrong ones red; the more, the darker. */
export function confusionMatricesSvg(matrices: readonly TitledMatrix[]): string {
  let left = 0;
  let height = 0;
  const drawn = matrices.map(({ title, matrix }) => {
    const panel = drawPanel(title, matrix);
    const group = `<g transform="translate(${left} 0)">${panel.content}</g>`;
    left += panel.width;
    height = Math.max(height, panel.height);
    return group;
  });
  const name = escapeXml(matrices.map(({ title }) => title).join('; '));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left}" height="${height}" viewBox="0 0 ${left} ${height}" role="img" aria-label="${name}" font-family="${FONT}">`,
    `<rect width="${left}" height="${height}" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

interface Panel {
  readonly content: string;
  readonly width: number;
  readonly height: number;
}

function drawPanel(
  title: string,
  { labels, counts, total, correct, accuracy }: TitledMatrix['matrix'],
): Panel {
  const cell = labels.length <= 3 ? 112 : labels.length <= 8 ? 72 : 44;
  const labelWidth = Math.ceil(Math.max(...labels.map((label) => textWidth(label, 13))));
  // Names that are wider than their column stand on end.
  const isUpright = labelWidth > cell - 8;
  const x0 = MARGIN + 22 + labelWidth + 10;
  const y0 = 102 + (isUpright ? labelWidth : 16);
  const size = cell * labels.length;
  const subtitle = `${correct} of ${total} right: accuracy ${(100 * accuracy).toFixed(1)} %`;
  const texts = [
    text(MARGIN, 40, title, { size: 19, weight: 600 }),
    text(MARGIN, 62, subtitle, { size: 13, fill: MUTED }),
    text(x0 + size / 2, 86, 'predicted', { size: 12, fill: MUTED, anchor: 'middle' }),
    text(MARGIN + 10, y0 + size / 2, 'true', { size: 12, fill: MUTED, anchor: 'middle', turn: -90 }),
    ...labels.map((label, i) =>
      text(x0 - 10, y0 + (i + 0.5) * cell + 4.5, label, { size: 13, anchor: 'end' }),
    ),
    ...labels.map((label, j) => {
      const x = x0 + (j + 0.5) * cell;
      return isUpright
        ? text(x + 4.5, y0 - 8, label, { size: 13, turn: -90 })
        : text(x, y0 - 8, label, { size: 13, anchor: 'middle' });
    }),
  ];
  const cells = counts.flatMap((row, i) => {
    const ofLabel = row.reduce((a, b) => a + b, 0);
    return row.map((count, j) =>
      drawCell(x0 + j * cell, y0 + i * cell, cell, count, ofLabel === 0 ? 0 : count / ofLabel, i === j),
    );
  });
  const width = Math.max(
    x0 + size + MARGIN,
    Math.ceil(MARGIN + Math.max(textWidth(title, 19), textWidth(subtitle, 13)) + MARGIN),
  );
  return { content: [...texts, ...cells].join('\n'), width, height: y0 + size + MARGIN };
}

/** A count with its share of the texts of its right label. */
function drawCell(
  x: number,
  y: number,
  cell: number,
  count: number,
  share: number,
  isRight: boolean,
): string {
  const inside = cell - 4;
  const isDark = share > 0.55;
  const [number, percent] = isDark ? ['#ffffff', '#ffffff'] : [INK, share > 0.3 ? INK : MUTED];
  const isSmall = cell < 60;
  const middle = x + cell / 2;
  return [
    `<rect x="${x + 2}" y="${y + 2}" width="${inside}" height="${inside}" rx="6" fill="#f2f5f8"/>`,
    `<rect x="${x + 2}" y="${y + 2}" width="${inside}" height="${inside}" rx="6" fill="${isRight ? BLUE : RED}" fill-opacity="${(count === 0 ? 0 : 0.06 + 0.9 * share).toFixed(3)}"/>`,
    text(middle, y + cell / 2 + (isSmall ? 5 : 2), String(count), {
      size: isSmall ? 13 : Math.round(cell / 4.4),
      weight: 600,
      fill: number,
      anchor: 'middle',
    }),
    ...(isSmall
      ? []
      : [
          text(middle, y + cell / 2 + cell / 5.2, `${(100 * share).toFixed(0)} %`, {
            size: 12,
            fill: percent,
            anchor: 'middle',
          }),
        ]),
  ].join('\n');
}

interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Degrees. */
  readonly turn?: number;
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, weight = 400, fill = INK, anchor = 'start', turn } = style;
  const turned = turn === undefined ? '' : ` transform="rotate(${turn} ${x} ${y})"`;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${turned}>${escapeXml(content)}</text>`;
}

function textWidth(content: string, size: number): number {
  return [...content].length * size * LETTER;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML holds it; characters that XML cannot hold become U+FFFD. */
function escapeXml(content: string): string {
  return content
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character]);
}
