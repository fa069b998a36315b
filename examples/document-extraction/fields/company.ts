import { amountsOf } from './amount.js';
import { isOffCentre } from './centred.js';
import { found, type Found } from './found.js';
import {
  behindRecipient,
  hasLegalForm,
  isAddress,
  isContact,
  isHeading,
  isPlace,
  isRecipient,
  isRestOfName,
  isSentence,
  upToLegalForm,
} from './header.js';
import type { Box } from '../preparation/place.js';
import { mended } from './mended.js';
import type { Row } from './row.js';

// A name stands above the address, and that soon.
const soonest = 14;
// How much less sure a name is beside another.
const contested = 0.8;
// How much less sure a name is of which a piece may not have been read.
const partial = 0.7;
// How much higher the print of what a shop calls itself is than the name of the firm, at least.
const large = 1.8;
const owner =
  /^(.*?\b(owne?d?\s*by|trading\s*as|operated\s*by|managed\s*by)\s*:?|\W*from\s*:|\W*(company|firma|bedrijf)(\s*name)?\s*:)\s*/i;
const registration =
  /\s*([([{]\s*)?(co\.?|company|reg\.?|roc|br|gst|ssm)?\s*\.?\s*(reg(istration)?\.?)?\s*(no\.?|id|#)?\s*[:.]?\s*[([{]?\s*[A-Z]{0,3}[\dOo]{4,12}[^\p{L}]{0,3}[A-Z\d]{0,2}[^\p{L}\d]*.{0,2}$/iu;
const neverName =
  /tax\s*inv[o0][il1]ce|inv[o0][il1]ce|rece[il1]pt|we[l1i]c[o0]me|thank\s*y[o0]u|cash\s*(sa[l1]e|bi[l1]{2})|\bbill\b|\bcopy\b|dup[l1]icate|reprint|\bdate\b|\btime\b|\bpage\b|cust[o0]mer|\btab[l1]e\b|www\.|\.com\b|@|factuur|rechnung|facture|g[o0]{2}ds|returnab[l1]e|original|statement|delivery|order|\bt[o0]ta[l1i]\b/i;
const notice =
  /\b(p[l1]ease|refund|exchang\w+|not\s*a|open(ing)?\s*(hours?|dai[l1]y)|business\s*hours?|fo[l1]{2}ow\s*us|visit\s*us|[l1]ike\s*us|promotion|voucher|this\s*is|have\s*a|keep\s*this|for\s*(your|inf\w*))\b/i;

// What a business without a legal form calls itself. Above it the name of a person may stand.
const trade =
  /trading|enterprise|hardware|restaurant|restoran|kopitiam|bakery|bakeries|kitchen|market|pasaraya|stationery|pharmacy|farmasi|electrical|services|marketing|industries|company|perniagaan|syarikat|\b(caf[eé]|food|shop|store|mart|books?|clinic|klinik|hotel|salon|motors?|auto|kedai|gift|house|centre|center|garage|station|petrol)\b/i;
// To whom the bill is paid.
const holder =
  /\b(?:titu[l1]aire\s*(?:du\s*compte)?|account\s*(?:name|ho[l1]der)|kontoinhaber|rekeninghouder|ten\s*name\s*van|beneficiar(?:y|io)|b[eé]n[eé]ficiaire|payab[l1]e\s*to)\s*:?\s*(?<name>\p{L}.*)$/iu;
// Who made the program, or keeps the account, is not who sells.
const helper = /powered|software|system|solution|\bbank|banque|sparkasse/i;

/**
 * Who the document is from: of what stands at the top, the name that ends in a company's legal
 * form, or else one that names a trade; or else to whom the bill is paid, or the name with a legal
 * form beside a phone or a tax number further down; or else the first that looks like a name.
 */
export const companyOf = (rows: readonly Row[]): Found | undefined => {
  const sellers = rows.filter(({ text }, at) => {
    const above = rows[at - 1]?.text ?? '';
    return !isRecipient(text) && !(isRecipient(above) && behindRecipient(above) === '');
  });
  const head = upToAddress(sellers);
  // What stands below a phone or a number of registration is less surely a name.
  const first = head.slice(0, firstContact(head));
  const named = first.filter(({ text }) => isName(text));
  const company =
    legalName(first, 0.9) ??
    legalName(head, 0.85) ??
    plainName(named, trade, 0.85) ??
    plainName(
      head.filter(({ text }) => isName(text)),
      trade,
      0.7,
    ) ??
    accountHolder(rows) ??
    legalName(sellers.filter(isBesideContact), 0.6) ??
    (isDocument(rows)
      ? (plainName(named.filter(isAboveAddress(rows)), /./, 0.8) ?? plainName(named, /./, 0.5))
      : undefined);
  if (company === undefined) return undefined;
  if (isOwner(first, company)) return company;
  const chosen = inLargePrint(named, first, company) ?? company;
  // Of two names either may be meant: that of the shop, or of who owns it where it is not said.
  const isContested = named.some(({ box }) => isApart(box, chosen.box));
  const certainty = (isContested ? contested : 1) * (isOffCentre(chosen.box, rows) ? partial : 1);
  return { ...chosen, confidence: Math.round(chosen.confidence * certainty * 100) / 100 };
};

/** What a shop calls itself in print that is much larger than the name of the firm below. */
const inLargePrint = (
  named: readonly Row[],
  rows: readonly Row[],
  company: Found,
): Found | undefined => {
  if (!hasLegalForm(company.value)) return undefined;
  const size = Math.max(
    ...rows.filter(({ box }) => !isApart(box, company.box)).map(({ box }) => box.height),
  );
  const shop = named.find(
    ({ text, box }) =>
      box.height >= size * large &&
      box.top < company.box.top &&
      box.left < company.box.left + company.box.width &&
      company.box.left < box.left + box.width &&
      !beginsAlike(nameIn(text), company.value),
  );
  return shop && found(mended(nameIn(shop.text)), shop.words, 0.9);
};

/** Whether two names have their first word in common, or one all the letters of the other. */
const beginsAlike = (one: string, other: string): boolean => {
  const [first = '', second = ''] = [one, other].map((name) => /^\p{L}+/u.exec(name)?.[0]);
  const [all, whole] = [plainLetters(one), plainLetters(other)];
  return plainLetters(first) === plainLetters(second) || whole.includes(all) || all.includes(whole);
};

const plainLetters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\d]/gu, '');

// Boxes of rows may touch: the middle tells.
const isApart = (one: Box, other: Box): boolean => {
  const middle = one.top + one.height / 2;
  return middle < other.top || middle > other.top + other.height;
};

const isOwner = (rows: readonly Row[], { box }: Found): boolean =>
  rows.some((row) => owner.test(row.text) && !isApart(row.box, box));

const legalName = (rows: readonly Row[], certainty: number): Found | undefined => {
  for (const [at, row] of rows.entries()) {
    if (!hasLegalForm(row.text)) continue;
    const parts = [row];
    // The name is broken over rows.
    for (let above = at - 1; above >= 0; above -= 1) {
      const [part, top] = [rows[above], parts[0]];
      if (part === undefined || top === undefined) break;
      const goesOn = /[&(-]\s*$/.test(part.text);
      if (!(isRestOfName(top.text) || goesOn)) break;
      if (!isName(part.text, goesOn ? 1 : 2) && !isRestOfName(part.text)) break;
      parts.unshift(part);
    }
    const name = nameIn(parts.map(({ text }) => text).join(' '));
    if (letters(name) < 5 || isRestOfName(name) || isSentence(name)) continue;
    return found(
      mended(name),
      parts.flatMap(({ words }) => words),
      certainty,
    );
  }
  return undefined;
};

const plainName = (names: readonly Row[], form: RegExp, certainty: number): Found | undefined => {
  const row = names.find(({ text }) => form.test(text));
  return row && found(mended(nameIn(row.text)), row.words, certainty);
};

const accountHolder = (rows: readonly Row[]): Found | undefined => {
  for (const row of rows) {
    const { name = '' } = holder.exec(row.text)?.groups ?? {};
    if (name !== '' && isName(name)) return found(mended(nameIn(name)), row.words, 0.7);
  }
  return undefined;
};

const isBesideContact = ({ text }: Row, at: number, rows: readonly Row[]): boolean =>
  hasLegalForm(text) &&
  !helper.test(text) &&
  rows.slice(Math.max(0, at - 1), at + 2).some((row) => isContact(row.text));

const isAboveAddress =
  (rows: readonly Row[]) =>
  (row: Row): boolean => {
    const at = rows.indexOf(row);
    return rows.slice(at + 1, at + 4).some(({ text }) => isAddress(text));
  };

/** Whether a page is a receipt or a bill: plain prose names no company. */
const isDocument = (rows: readonly Row[]): boolean =>
  rows.some((row) => isAddress(row.text) || isContact(row.text) || amountsOf(row).length > 0);

/** The first rows, up to where an address begins below a name. */
const upToAddress = (rows: readonly Row[]): readonly Row[] => {
  const end = rows.findIndex(
    ({ text }, index) =>
      index >= soonest ||
      isHeading(text) ||
      (isAddress(text) && rows.slice(0, index).some((before) => isName(before.text))),
  );
  return rows.slice(0, end < 0 ? soonest : end);
};

const firstContact = (rows: readonly Row[]): number => {
  const end = rows.findIndex(
    ({ text }, index) =>
      isContact(text) &&
      !hasLegalForm(text) &&
      rows.slice(0, index).some((before) => isName(before.text)),
  );
  return end < 0 ? rows.length : end;
};

const isName = (text: string, fewest = 4): boolean =>
  letters(nameIn(text)) >= fewest &&
  letters(nameIn(text)) >= nameIn(text).replace(/\s/g, '').length * 0.5 &&
  !isPlace(text) &&
  !neverName.test(text) &&
  !notice.test(text) &&
  !isSentence(text) &&
  !isHeading(text) &&
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
