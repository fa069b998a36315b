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
export const nodeSize = ({ lines, runner = '', kind }: SketchNode): Size => ({
  width: Math.ceil(
    Math.max(60, ...lines.map((text) => textWidth(text, nameSize)), textWidth(runner, runnerSize)) +
      (kind === 'output' ? padding + 14 : padding),
  ),
  height: (lines.length + (runner === '' ? 0 : 1)) * lineHeight + (kind === 'component' ? 12 : 9),
});
