import * as t from 'io-ts';

import type { Line, Word } from '../document-extraction/ocr/line.js';
import { read } from '../document-extraction/ocr/read.js';
import { Page } from '../document-extraction/preparation/page.js';
import { defineRunner } from './mlpipeline.js';

/** Reads a prepared page, and says how sure it is of what it has read. */
export const ReadPage = defineRunner({
  name: 'ReadPage',
  description: 'reads the print of a prepared page',
  inputs: { page: Page },
  outputs: {
    text: t.string,
    /** From 0 to 1. */
    confidence: t.number,
  },
  params: t.type({ engine: t.keyof({ paddle: null, tesseract: null }) }),
  run: async ({ page }, context) => {
    const { lines } = await read(page, context.params.engine, context);
    return { text: textOf(lines), confidence: confidenceOf(lines.flatMap(({ words }) => words)) };
  },
});

const textOf = (lines: readonly Line[]): string =>
  [...lines]
    .sort((one, other) => topOf(one) - topOf(other))
    .map(({ words }) => words.map(({ text }) => text).join(' '))
    .join('\n');

const topOf = ({ words }: Line): number => Math.min(...words.map(({ box }) => box.top));

/** A page is no surer than its least sure word; one without any words is not sure at all. */
const confidenceOf = (words: readonly Word[]): number =>
  words.length === 0 ? 0 : Math.min(...words.map(({ confidence }) => confidence));
