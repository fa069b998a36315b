import { asDigits } from './amount.js';
import { found, type Found } from './found.js';
import {
  addressWeight,
  hasLegalForm,
  hasPostcode,
  isAddress,
  isAddressPart,
  isRecipient,
  isRegion,
} from './header.js';
import { mended } from './mended.js';
import { withKnownPlaces } from './places.js';
import type { Row } from './row.js';

const most = 6;
const soonest = 20;
// An address may end in the midst of a row, where a phone number follows.
const tail = /\s*[,;(]?\s*\b(tel|telephone|phone|fax|hp|h\/p|gst|email|e-mail)\b.*$/i;
// What all signs of an address weigh together, and the least that is one.
const full = 7;
const least = 2;
const ofRecipient = 3;

interface Block {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/**
 * Where the company is: of all that could begin an address near the top, what bears the most signs
 * of one, and of equals the first.
 */
export const addressOf = (rows: readonly Row[]): Found | undefined => {
  const texts = rows
    .slice(0, soonest + most)
    .map(({ text }) => mended(withPostcode(text.replace(tail, ''))));
  const [best] = texts
    .slice(0, soonest)
    .flatMap((text, start) => (isAddress(text) ? [blockFrom(texts, start)] : []))
    .sort((one, other) => other.weight - one.weight || one.start - other.start);
  if (best === undefined || best.weight < least) return undefined;
  const { start, end, weight } = best;
  return found(
    withKnownPlaces(texts.slice(start, end).map(plain).join(' ')),
    rows.slice(start, end).flatMap(({ words }) => words),
    0.4 + (0.6 * Math.min(weight, full)) / full,
  );
};

/**
 * The rows that follow a first one as long as they bear signs; a row or two without may stand before
 * one with. A row that ends with a comma goes on in the next; behind the postcode only a region may
 * come.
 */
const blockFrom = (texts: readonly string[], first: number): Block => {
  const above = texts[first - 1] ?? '';
  // A number of a house that is read as anything else still ends with its comma.
  const isBegun =
    (/\d.*,\s*$/.test(above) || /^\W*[A-Z]{0,3}-?\d.*\.\s*$/.test(above)) &&
    isAddressPart(above) &&
    !hasLegalForm(above);
  const start = isBegun ? first - 1 : first;
  let end = first + 1;
  for (let next = end; next < Math.min(texts.length, start + most); next += 1) {
    const [before = '', text = ''] = [texts[next - 1], texts[next]];
    if (!isAddressPart(text) || hasLegalForm(text)) break;
    const goesOn = /[,&]\s*$/.test(before);
    if (texts.slice(start, next).some(hasPostcode)) {
      if (!isRegion(text) && !(goesOn && /^[\p{L}\s.,]{3,30}$/u.test(text))) break;
      end = next + 1;
    } else if (addressWeight([text]) > 0 || goesOn || (endsInMark(before) && endsInMark(text)))
      end = next + 1;
    else if (next > end && !hasPostcode(texts[next + 1] ?? '')) break;
  }
  // Of the customer, unless theirs has ended above.
  const rowsAbove = texts.slice(Math.max(0, start - 3), start);
  const customer = rowsAbove.findLastIndex(isRecipient);
  const isRecipients = customer >= 0 && !rowsAbove.slice(customer).some(hasPostcode);
  const weight = addressWeight(texts.slice(start, end)) - (isRecipients ? ofRecipient : 0);
  return { start, end, weight };
};

// Five digits before a name, some of them misread, at the start of a row or behind a comma.
const withPostcode = (text: string): string =>
  text.replace(/(?<=^\W*|[,.]\s?)(?=(?:[^\d\s]*\d){3})[\dOolISsB]{5}(?=\s?\p{L}{3})/gu, asDigits);

// Rows of an address are set off alike.
const endsInMark = (text: string): boolean => /[\p{L}\d][.,]\s*$/u.test(text);

const plain = (text: string): string =>
  text.replace(/^(?:(?!\([^)]*\))[^\p{L}\d])+|[^\p{L}\d,.)]+$/gu, '').trim();
