import { found, type Found } from './found.js';
import {
  behindRecipient,
  hasLegalForm,
  isAddress,
  isContact,
  isLegalForm,
  isRecipient,
  upToLegalForm,
} from './header.js';
import { mended } from './mended.js';
import type { Row } from './row.js';

// A name stands above the address, and that soon.
const soonest = 14;
const owner = /^(.*?\b(owne?d?\s*by|trading\s*as|operated\s*by|managed\s*by)\s*:?|\W*from\s*:)\s*/i;
const registration =
  /\s*([([{]\s*)?(co\.?|company|reg\.?|roc|br|gst|ssm)?\s*\.?\s*(reg(istration)?\.?)?\s*(no\.?|id|#)?\s*[:.]?\s*[([{]?\s*[A-Z]{0,3}[\dOo]{4,12}[^\p{L}]{0,3}[A-Z\d]{0,2}[^\p{L}\d]*.{0,2}$/iu;
const neverName =
  /tax\s*inv[o0][il1]ce|inv[o0][il1]ce|rece[il1]pt|we[l1i]c[o0]me|thank\s*y[o0]u|cash\s*(sa[l1]e|bi[l1]{2})|\bbill\b|\bcopy\b|dup[l1]icate|reprint|\bdate\b|\btime\b|\bpage\b|cust[o0]mer|\btab[l1]e\b|www\.|\.com\b|@|factuur|rechnung|facture|g[o0]{2}ds|returnab[l1]e|original|statement|delivery|order|\bt[o0]ta[l1i]\b/i;

// What a business without a legal form calls itself. Above it the name of a person may stand.
const trade =
  /trading|enterprise|hardware|restaurant|restoran|kopitiam|bakery|bakeries|kitchen|market|pasaraya|stationery|pharmacy|farmasi|electrical|services|marketing|industries|company|perniagaan|syarikat|\b(caf[eé]|food|shop|store|mart|books?|clinic|klinik|hotel|salon|motors?|auto|kedai|gift|house|centre|center|garage|station|petrol)\b/i;

/**
 * Who the document is from: of what stands at the top, the name that ends in a company's legal
 * form, or else one that names a trade, or else the first that looks like a name.
 */
export const companyOf = (rows: readonly Row[]): Found | undefined => {
  const header = headerOf(rows).filter(({ text }, at, all) => {
    const above = all[at - 1]?.text ?? '';
    return !isRecipient(text) && !(isRecipient(above) && behindRecipient(above) === '');
  });
  const at = header.findIndex(({ text }) => hasLegalForm(text));
  const legal = header[at];
  if (legal !== undefined) {
    const before = header[at - 1];
    // The name is broken over two rows.
    const isRest = isLegalForm(legal.text) && before !== undefined && isName(before.text);
    const parts = isRest ? [before, legal] : [legal];
    const name = parts.map(({ text }) => nameIn(text)).join(' ');
    const words = parts.flatMap(({ words }) => words);
    if (letters(name) >= 5) return found(mended(name), words, 0.95);
  }
  const names = header.filter(({ text }) => isName(text));
  const first = names.find(({ text }) => trade.test(text)) ?? names[0];
  return first && found(mended(nameIn(first.text)), first.words, 0.75);
};

/** The first rows, up to where an address, a phone or a tax number begins. */
const headerOf = (rows: readonly Row[]): readonly Row[] => {
  const end = rows.findIndex(
    ({ text }, index) =>
      index >= soonest ||
      ((isAddress(text) || (isContact(text) && !hasLegalForm(text))) &&
        rows.slice(0, index).some((before) => isName(before.text))),
  );
  return rows.slice(0, end < 0 ? soonest : end);
};

const isName = (text: string): boolean =>
  letters(nameIn(text)) >= 4 &&
  letters(text) >= text.replace(/\s/g, '').length * 0.5 &&
  !neverName.test(text) &&
  !isContact(text);

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

/** A name without what commonly stands around it. */
const nameIn = (text: string): string => {
  const name = text.replace(owner, '').replace(title, '').replace(registration, '').trim();
  return upToLegalForm(name)
    .replace(/^[^\p{L}\d(]+|[^\p{L}\d).]+$/gu, '')
    .trim();
};

// What the document is, in the row of the name.
const title = /^\W*((simplified\s*)?(tax\s*)?invoice|receipt|factuur|rechnung|facture)\b[\s:.]*/i;
