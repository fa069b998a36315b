import { found, type Found } from './found.js';
import { addressSigns, hasLegalForm, hasPostcode, hasRegion, isContact } from './header.js';
import { mended } from './mended.js';
import type { Row } from './row.js';

const most = 6;
const soonest = 20;
// An address may end in the midst of a row, where a phone number follows.
const tail = /\s*[,;(]?\s*\b(tel|telephone|phone|fax|hp|h\/p|gst|email|e-mail)\b.*$/i;

/**
 * Where the company is: of the first rows, those from the first to the last that bear signs of an
 * address, as long as they follow each other. A row that ends with a comma goes on in the next;
 * after the postcode only a region may come.
 */
export const addressOf = (rows: readonly Row[]): Found | undefined => {
  const texts = rows.slice(0, soonest + most).map(({ text }) => mended(text.replace(tail, '')));
  const start = texts.findIndex(
    (text, index) =>
      index < soonest && addressSigns(text) > 0 && !isContact(text) && !hasLegalForm(text),
  );
  if (start < 0) return undefined;
  let end = start + 1;
  for (let next = start + 1; next < Math.min(texts.length, start + most); next += 1) {
    const [before = '', text = ''] = [texts[next - 1], texts[next]];
    if (text === '' || isContact(text)) break;
    const goesOn = /[,&]\s*$/.test(before);
    const isEnded = texts.slice(start, next).some(hasPostcode);
    if (isEnded && !goesOn && !(hasRegion(text) && text.length < 40)) break;
    if (addressSigns(text) > 0 || goesOn) end = next + 1;
    // One row without a sign may stand between two with one.
    else if (next > end) break;
  }
  const signs = texts.slice(start, end).reduce((sum, text) => sum + addressSigns(text), 0);
  return found(
    texts.slice(start, end).map(plain).join(' '),
    rows.slice(start, end).flatMap(({ words }) => words),
    0.5 + Math.min(signs, 5) / 10,
  );
};

const plain = (text: string): string =>
  text.replace(/^(?:(?!\([^)]*\))[^\p{L}\d])+|[^\p{L}\d,.)]+$/gu, '').trim();
