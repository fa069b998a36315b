import { escapeXml } from '../escape-xml.js';
import type { EdgeLayout, Point } from './layout.js';
import type { SketchEdge } from '../sketch.js';
import { rounded } from './rounded.js';

const labelLine = 12;
const halfTip = 3;

/** An edge: its curve, the tip of its arrow, and its label. */
export const svgEdge = (
  { label, hint, dashed, pruned }: SketchEdge,
  { curve, tip, label: at }: EdgeLayout,
): string => {
  const texts =
    at === undefined
      ? []
      : label.map((text, index) => {
          const y = at.y + (index - (label.length - 1) / 2) * labelLine + 2;
          return `<text x="${rounded(at.x)}" y="${rounded(y)}">${escapeXml(text)}</text>`;
        });
  return (
    `<g class="edge${dashed ? ' dashed' : ''}${pruned ? ' grey' : ''}">` +
    `<title>${escapeXml(hint)}</title>${line(curve)}${arrow(curve.at(-1), tip)}${texts.join('')}</g>`
  );
};

const pair = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;

const line = ([start, ...rest]: readonly Point[]): string =>
  start === undefined ? '' : `<path d="M${pair(start)}C${rest.map(pair).join(' ')}"/>`;

const arrow = (end: Point | undefined, tip: Point): string => {
  if (end === undefined) return '';
  const [dx, dy] = [tip.x - end.x, tip.y - end.y];
  const length = Math.hypot(dx, dy) || 1;
  const [across, along] = [(-dy / length) * halfTip, (dx / length) * halfTip];
  const points = [
    { x: end.x + across, y: end.y + along },
    tip,
    { x: end.x - across, y: end.y - along },
  ];
  return `<polygon class="tip" points="${points.map(pair).join(' ')}"/>`;
};
