import * as t from 'io-ts';

import { Box } from './preparation/place.js';

/** A field of a receipt or an invoice. */
export const Extraction = t.type({
  /** Dates as YYYY-MM-DD, sums as 12.30. */
  value: t.string,
  /** Where it stands, in pixels of the original page. */
  box: Box,
  /** How sure it is, from 0 to 1. */
  confidence: t.number,
});
export type Extraction = t.TypeOf<typeof Extraction>;

/** The fields that were found; what was not is left out. */
export const Extractions = t.partial({
  company: Extraction,
  date: Extraction,
  address: Extraction,
  total: Extraction,
});
export type Extractions = t.TypeOf<typeof Extractions>;

export const fields = ['company', 'date', 'address', 'total'] as const;
export type Field = (typeof fields)[number];
