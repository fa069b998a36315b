import * as t from 'io-ts';

import { Box, Place } from '../preparation/place.js';

/** A word as it was read: where, in pixels of the prepared page, and how sure it is, from 0 to 1. */
export const Word = t.type({ text: t.string, box: Box, confidence: t.number });
export type Word = t.TypeOf<typeof Word>;

/** A line of print, its words from left to right. */
export const Line = t.type({ words: t.array(Word) });
export type Line = t.TypeOf<typeof Line>;

/** All that was read of a page, and how its pixels are those of the original. */
export const Reading = t.type({ lines: t.array(Line), place: Place });
export type Reading = t.TypeOf<typeof Reading>;
