import { escapeXml } from '../escape-xml.js';
import type { Point } from './layout.js';
import { lineHeight, type Size } from '../sizes.js';
import type { NodeKind, SketchBox, SketchNode } from '../sketch.js';
import { rounded } from './rounded.js';

/** A node: a pill, a box, a hexagon or a rhombus around its lines of text. */
export const svgNode = (
  { kind, lines, small, hint, pruned, isFolded }: SketchNode,
  place: (Point & Size) | undefined,
): string => {
  const { x, y, width, height } = place ?? { x: 0, y: 0, width: 0, height: 0 };
  const corner = { x: x - width / 2, y: y - height / 2, width, height };
  return (
    `<g class="node ${kind}${pruned ? ' pruned' : ''}"><title>${escapeXml(hint)}</title>` +
    `${isFolded ? inset(corner) : ''}${outline(kind, corner)}${svgText(lines, small, { x, y })}</g>`
  );
};

/** A pipeline that is drawn open: the box around it, with its lines of text at the top. */
export const svgBox = (
  { lines, small, hint, pruned }: SketchBox,
  place: (Point & Size) | undefined,
): string => {
  const { x, y, width, height } = place ?? { x: 0, y: 0, width: 0, height: 0 };
  const top = y - height / 2;
  const middle = top + 8 + ((lines.length + small.length) * lineHeight) / 2;
  return (
    `<g class="node pipeline${pruned ? ' pruned' : ''}"><title>${escapeXml(hint)}</title>` +
    outline('component', { x: x - width / 2, y: top, width, height }) +
    `${svgText(lines, small, { x, y: middle })}</g>`
  );
};

const svgText = (lines: readonly string[], small: readonly string[], { x, y }: Point): string => {
  const all = [...lines, ...small];
  // Half a line up from the middle, and down to where letters stand.
  const top = y - ((all.length - 1) * lineHeight) / 2 + 4.5;
  return all
    .map(
      (text, index) =>
        `<text class="${index < lines.length ? 'name' : 'runner'}" x="${rounded(x)}" ` +
        `y="${rounded(top + index * lineHeight)}">${escapeXml(text)}</text>`,
    )
    .join('');
};

// A second border, as of a sheet that lies under it.
const inset = ({ x, y, width, height }: Point & Size): string =>
  `<rect class="box" x="${rounded(x + 4)}" y="${rounded(y + 4)}" width="${width}" height="${height}" rx="7"/>`;

const outline = (kind: NodeKind, { x, y, width, height }: Point & Size): string => {
  switch (kind) {
    case 'input':
    case 'component':
    case 'selector':
      return (
        `<rect class="box" x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" ` +
        `height="${rounded(height)}" rx="${kind === 'component' ? 7 : Math.min(height / 2, 16)}"/>`
      );
    case 'condition':
      return polygon([
        [x, y + height / 2],
        [x + width / 2, y],
        [x + width, y + height / 2],
        [x + width / 2, y + height],
      ]);
    case 'output': {
      const slant = 11;
      return polygon([
        [x, y + height / 2],
        [x + slant, y],
        [x + width - slant, y],
        [x + width, y + height / 2],
        [x + width - slant, y + height],
        [x + slant, y + height],
      ]);
    }
  }
};

const polygon = (corners: readonly (readonly number[])[]): string => {
  const points = corners.map((corner) => corner.map(rounded).join(',')).join(' ');
  return `<polygon class="box" points="${points}" stroke-linejoin="round"/>`;
};
