import { datesIn } from './dates.js';

/*
 * What the first rows of a receipt or an invoice are told by. Spaces are lost in reading: long words
 * count where they begin, whatever follows.
 */
const street =
  /\b(ja[l1]an|lorong|persiaran|[l1]ebuh|taman|kawasan|kampung|bandar|medan|mukim|seksyen|wisma|menara|plaza|kompleks|complex|street|road|avenue|boulevard|highway|square|floor|level|ca[l1]{2}e|avenida|via[l1]e|piazza|corso)|\b(jl?n|j[1i]n|lrg|tmn|kg|pusat|desa|batu|bt|section|mall|centre|center|jaya|str?|rd|ave|lane|drive|dr|blvd|court|suite|unit|block|blok|blk|flr|[l1][o0]t|rue|place|quai|chemin|po\s*box|postfach|postbus)\b|\bvia\s[\p{L}\s.]{3,20},?\s*\d|(straat|laan|weg|plein|kade|gracht|stra(ss|ß)e|gasse|allee|platz|damm|ufer|str\.)\s*\d/iu;
const house =
  /^\W*(no|nos|lot|plot|unit|suite|g|lg|ug|l)?\.?\s*[:.]?\s*[A-Z]{0,3}-?\d{1,5}[\w&/-]*\s*[,.]/i;
const postcode =
  /(?<![\w(-])\d{5}(?!\d|\s*[-/]?\s*\d|\s?-\s?[A-Z])|\b\d{4}\s?[A-Z]{2}\b(?!\s?\d)|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\b(NSW|VIC|QLD|SA|WA|TAS|ACT|NT)\s+\d{4}\b/;
const region =
  /\b(johor|kedah|kelantan|melaka|malacca|negeri\s*sembilan|pahang|perak|perlis|pulau\s*pinang|penang|sabah|sarawak|selangor|sel\b|terengganu|kuala\s*lumpur|k\.?l\b|w\.?\s*p\b|wilayah|putrajaya|labuan|malaysia|singapore|d\.?e\b)/i;
const contact =
  /\b(tel\b|te1\b|telephone|phone|hp\b|h\/p|fax|faks|mobile|whatsapp|hotline|e-?mail|www|website|gst|g5t|sst\b|vat\b|btw\b|tva\b|ust\b|tax\b|reg(istration)?\b|roc\b|ssm\b|co\.?\s*no|company\s*(no|reg)|br\s*no|invoice|rechnung|facture|factuur|kunden|klant|receipt|date\b|cashier|iban|kvk|siret)|\d{2,3}\s?-\s?\d{3,4}\s?-?\d{3,4}|\.com\b|@\w/i;

// The forms of companies that stand at the end of their names. N may be read as H, D as O. Those of
// two letters that are words or abbreviations elsewhere count at the end only.
const form = String.raw`([s5][do][nh]\.?\s*,?\s*b[hn][do]|s\/[b8]|bhd|berhad|pte\.?\s*ltd|pty\.?\s*ltd|ltd|limited|llc|inc|incorporated|corp|corporation|plc|gmbh|b\.v|n\.v|s\.?a\.?r\.?l|s\.a\.s|s\.a|s\.p\.a|s\.r\.l|(ag|bv|nv|sas)(?=\s*([-–,|(]|$)))`;
const legal = new RegExp(
  String.raw`(?<![\p{L}\d])${form}(?![\p{L}\d])|(?<=\p{L})(s[do]n\.?\s*bh[do]|s\/[b8])(?!\p{L})`,
  'iu',
);
const legalOnly = new RegExp(String.raw`^\W*${form}\W*(\(.*)?$`, 'iu');

/** Whether a row tells how to reach somebody, under what number they are registered, or a day. */
export const isContact = (text: string): boolean =>
  contact.test(text) || (datesIn(text).length > 0 && !street.test(text));

/** Whether a row holds the name of a company with its legal form. */
export const hasLegalForm = (text: string): boolean => legal.test(text);

/** A name up to its legal form: behind it stand numbers, specks, or an address in the same row. */
export const upToLegalForm = (name: string): string => {
  const match = legal.exec(name);
  if (match === null || match.index < 3) return name;
  const end = match.index + match[0].length;
  // As in "B.V." and "(Kuchai) Sdn Bhd (PJ)".
  const rest = /^\.?(\s*\([\p{L}\s.]{2,20}\))?/u.exec(name.slice(end))?.[0] ?? '';
  return name.slice(0, end) + rest;
};

/** Whether a row is the end of a company's name: its legal form alone. */
export const isLegalForm = (text: string): boolean => legalOnly.test(text);

/** Whether a row, alone, can be told to be of an address. */
export const isAddress = (text: string): boolean =>
  addressSigns(text) > 0 && !isContact(text) && !hasLegalForm(text);

/** How many signs of an address a row has. */
export const addressSigns = (text: string): number =>
  [street, house, postcode, region].filter((sign) => sign.test(text)).length;

export const hasPostcode = (text: string): boolean => postcode.test(text);

export const hasRegion = (text: string): boolean => region.test(text);
