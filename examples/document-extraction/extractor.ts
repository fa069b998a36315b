import * as t from 'io-ts';

import { defineRunner } from './mlpipeline.js';

import { Extractions, type Extraction } from './extraction.js';
import { addressOf } from './fields/address.js';
import { companyOf } from './fields/company.js';
import { dateOf } from './fields/date.js';
import type { Found } from './fields/found.js';
import { rowsOf } from './fields/row.js';
import { totalOf } from './fields/total.js';
import { Reading } from './ocr/line.js';
import { onOriginal, type Place } from './preparation/place.js';

/** Finds the fields of a receipt or an invoice in what was read of it. */
export const Extractor = defineRunner({
  name: 'Extractor',
  description: 'finds company, date, address and total of a receipt or an invoice',
  inputs: { reading: Reading },
  outputs: { extractions: Extractions },
  params: t.partial({
    /** What is less sure than this, from 0 to 1, is left out. */
    least: t.number,
  }),
  run: ({ reading: { lines, place } }, { params: { least = 0 }, log }) => {
    const rows = rowsOf(lines);
    const sure = (found: Found | undefined): Found | undefined =>
      found !== undefined && found.confidence >= least ? found : undefined;
    const all = {
      company: sure(companyOf(rows)),
      date: sure(dateOf(rows)),
      address: sure(addressOf(rows)),
      total: sure(totalOf(rows)),
    };
    const missing = Object.entries(all).flatMap(([name, found]) => (found ? [] : [name]));
    if (missing.length > 0) log(`not found: ${missing.join(', ')}`);
    return {
      extractions: Object.fromEntries(
        Object.entries(all).flatMap(([name, found]) =>
          found === undefined ? [] : [[name, extraction(found, place)]],
        ),
      ),
    };
  },
});

const extraction = ({ value, box, confidence }: Found, place: Place): Extraction => {
  const { left, top, width, height } = onOriginal(box, place);
  return {
    value,
    box: {
      left: Math.round(left),
      top: Math.round(top),
      width: Math.round(width),
      height: Math.round(height),
    },
    confidence,
  };
};
