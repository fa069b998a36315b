import { eastAsianWidth } from 'get-east-asian-width';

import type { SketchNode } from './sketch.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const nameSize = 13;
export const runnerSize = 11;
export const lineHeight = 17;

// Which font a viewer has is not known: as wide as those usual for `sans-serif` are, at most.
const columnsPerSize = 0.62;
const padding = 26;

/** The width of a text in pixels, generously. */
export const textWidth = (text: string, size: number): number => {
  let columns = 0;
  for (const character of text)
    columns += /[A-Zmw@%]/.test(character) ? 1.25 : eastAsianWidth(character.codePointAt(0) ?? 0);
  return columns * size * columnsPerSize;
};

/** How large a node must be for its text. */
export const nodeSize = ({
  lines,
  small,
  kind,
}: Pick<SketchNode, 'lines' | 'small' | 'kind'>): Size => {
  const text = Math.max(
    ...lines.map((line) => textWidth(line, nameSize)),
    ...small.map((line) => textWidth(line, runnerSize)),
  );
  const height = (lines.length + small.length) * lineHeight;
  switch (kind) {
    case 'condition':
      // What is left of a rhombus at the height of letters.
      return { width: Math.ceil(text / 0.66 + 12), height: height * 2 + 8 };
    case 'selector':
      return { width: Math.ceil(text + 18), height: height + 6 };
    default:
      return {
        width: Math.ceil(Math.max(60, text) + (kind === 'output' ? padding + 14 : padding)),
        height: height + (kind === 'component' ? 12 : 9),
      };
  }
};
