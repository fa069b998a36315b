import type { Line, Word } from '../ocr/line.js';
import { around, type Box } from '../preparation/place.js';

/** A row of a page: all that stands side by side, in whatever lines or columns it was read. */
export interface Row {
  readonly words: readonly Word[];
  /** The words with a space between two. */
  readonly text: string;
  readonly box: Box;
}

/** The rows of a page from top to bottom. Lines belong to a row when they overlap by half. */
export const rowsOf = (lines: readonly Line[]): Row[] => {
  const pieces = lines
    .map(({ words }) => words.filter(({ text }) => text.trim() !== ''))
    .filter((words) => words.length > 0)
    .map((words) => ({ words, box: around(words.map(({ box }) => box)) }))
    .sort((a, b) => middle(a.box) - middle(b.box));
  const rows: { words: Word[]; box: Box }[] = [];
  for (const { words, box } of pieces) {
    const last = rows.findLast((row) => overlap(row.box, box) > 0.5 && apart(row.words, words));
    if (last === undefined) rows.push({ words: [...words], box });
    else {
      last.words.push(...words);
      last.box = around([last.box, box]);
    }
  }
  return rows.map(({ words, box }) => row(words, box));
};

const row = (words: readonly Word[], box: Box): Row => {
  const sorted = [...words].sort((a, b) => a.box.left - b.box.left);
  return { words: sorted, text: sorted.map(({ text }) => text).join(' '), box };
};

const middle = ({ top, height }: Box): number => top + height / 2;

const overlap = (a: Box, b: Box): number =>
  (Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)) /
  Math.min(a.height, b.height);

// Side by side, not one above the other.
const apart = (a: readonly Word[], b: readonly Word[]): boolean => {
  const [one, other] = [around(a.map(({ box }) => box)), around(b.map(({ box }) => box))];
  return one.left >= other.left + other.width * 0.9 || other.left >= one.left + one.width * 0.9;
};
