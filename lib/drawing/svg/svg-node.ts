import { escapeXml } from '../escape-xml.js';
import type { Point } from './layout.js';
import { lineHeight, type Size } from '../sizes.js';
import type { SketchNode } from '../sketch.js';
import { rounded } from './rounded.js';

/** A node: a pill, a box or a hexagon around its lines of text. */
export const svgNode = (
  { kind, lines, runner, hint, pruned }: SketchNode,
  place: (Point & Size) | undefined,
): string => {
  const { x, y, width, height } = place ?? { x: 0, y: 0, width: 0, height: 0 };
  const all = runner === undefined ? lines : [...lines, runner];
  // Half a line up from the middle, and down to where letters stand.
  const top = y - ((all.length - 1) * lineHeight) / 2 + 4.5;
  const texts = all.map(
    (text, index) =>
      `<text class="${index < lines.length ? 'name' : 'runner'}" x="${rounded(x)}" ` +
      `y="${rounded(top + index * lineHeight)}">${escapeXml(text)}</text>`,
  );
  return (
    `<g class="node ${kind}${pruned ? ' pruned' : ''}"><title>${escapeXml(hint)}</title>` +
    `${outline(kind, { x: x - width / 2, y: y - height / 2, width, height })}${texts.join('')}</g>`
  );
};

const outline = (kind: SketchNode['kind'], { x, y, width, height }: Point & Size): string => {
  if (kind !== 'output')
    return (
      `<rect class="box" x="${rounded(x)}" y="${rounded(y)}" width="${width}" ` +
      `height="${height}" rx="${kind === 'input' ? Math.min(height / 2, 16) : 7}"/>`
    );
  const slant = 11;
  const corners = [
    [x, y + height / 2],
    [x + slant, y],
    [x + width - slant, y],
    [x + width, y + height / 2],
    [x + width - slant, y + height],
    [x + slant, y + height],
  ];
  const points = corners.map((corner) => corner.map(rounded).join(',')).join(' ');
  return `<polygon class="box" points="${points}" stroke-linejoin="round"/>`;
};
