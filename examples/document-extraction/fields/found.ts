import type { Word } from '../ocr/line.js';
import { around, type Box } from '../preparation/place.js';

/** A field as it was found, in pixels of the prepared page. */
export interface Found {
  readonly value: string;
  readonly box: Box;
  /** From 0 to 1: how clearly it was read, times how clearly it is that field. */
  readonly confidence: number;
}

/** What some words say, `certainty` being how clear it is, from 0 to 1, that they say it. */
export const found = (value: string, words: readonly Word[], certainty: number): Found => {
  // One letter read wrong makes all of it wrong: a text is no surer than its least sure word.
  const read = Math.min(...words.map(({ confidence }) => confidence));
  return {
    value,
    box: around(words.map(({ box }) => box)),
    confidence: Math.round(Math.min(1, certainty) * read * 100) / 100,
  };
};
