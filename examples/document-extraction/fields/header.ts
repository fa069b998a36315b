import { datesIn } from './dates.js';

/*
 * What the first rows of a receipt or an invoice are told by. Spaces are lost in reading: long words
 * count where they begin, whatever follows.
 */
const street =
  /(?<!\p{L})(ja[l1]an|j[l1]n|tmn|lorong|persiaran|[l1]ebuh|taman|kawasan|kampung|bandar|medan|mukim|seksyen|wisma|menara|kompleks|street|road|avenue|boulevard|highway|floor|level|ca[l1]{2}e|avenida|via[l1]e|piazza)|\b(j[l1]?n|lrg|kg|str?|rd|ave|lane|drive|dr|blvd|court|suite|blok|blk|flr|[l1][o0]t|rue|quai|chemin|po\s*box|postfach|postbus)\b|(?:^\W*|[,.\d]\s*)j[1i]\.?n\b(?=.*[\d,])|\bvia\s[\p{L}\s.]{3,20},?\s*\d|(straat|laan|weg|plein|kade|gracht|stra(ss|ß)e|gasse|allee|platz|damm|ufer|str\.)\s*\d/iu;
// What names of companies hold as well: signs only beside a number or a comma.
const building =
  /\b(plaza|complex|square|corso|pusat|desa|batu|bt|section|mall|centre|center|jaya|unit|block|place)\b/i;
const house =
  /^\W*(?:(no|nos|lot|plot|pt|unit|suite|shop|kedai|g|lg|ug|l)?(\s*no)?\.?\s*[:.]?\s*[A-Z]{0,3}-?\d{1,5}[\w&/-]*(\s*&\s*[\w/-]+)?\s*[,.]|(no|nos|lot|plot|pt|unit)(\s*no)?\.?\s*[:.]?\s*[A-Z]{0,3}-?\d{1,5}[\w&/-]*(\s|$)|[A-Z]{1,2}-\d{1,2}-\d{1,3}[A-Z]?\b)/i;
// A number of a lot may have five digits too: the street follows it, or `LOT` stands before.
const fiveDigits =
  /(?<![\w(-])(?<!\b(?:lot|(?:lot)?no|pt|plot|unit|box|block)\b\W{0,3})\d{5}(?!\d|\W*(?:ja[l1]an|jl?n|lorong|lrg|lot)\b|\s*[-/]?\s*\d|\s?-\s?[A-Z])/i;
const otherPostcode =
  /(?<!\b(?:LOT|Lot|NO|No|PT|PLOT|Plot|UNIT|Unit)\b\W{0,3})\b\d{4}\s?[A-Z]{2}\b(?!\s?\d)|\b[A-Z]{1,2}\d[A-Z\d]?\s(?!1ST|2ND|3RD|\dTH)\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|\b(NSW|VIC|QLD|SA|WA|TAS|ACT|NT)\s+\d{4}\b/;
const region =
  /\b(johor|kedah|kelantan|melaka|malacca|(n|negeri)[\s.]*sembilan|pahang|perak|perlis|pulau\s*pinang|penang|sabah|sarawak|selangor|sel\b|terengganu|kuala\s*lumpur|k\.?l\b|w\.?\s*p\b|wilayah|putrajaya|labuan|malaysia|singapore|d\.?e\b)/i;
// What names of places begin with, and names of companies too: no sign of where an address begins.
const place =
  /^\W*(sungai|sg|bukit|bkt|kota|desa|pekan|padang|pantai|pengka[l1]an|simpang|sri|seri|u[l1]u|gunung|tanjung|tg|te[l1][uo]k|parit|kua[l1]a|pandan|dataran|pusat|batu|bt|pu[l1]au|se[l1]ayang|damansara|subang|sentu[l1]|kampung|off|the)(?!\p{Ll})/iu;
const contact =
  /\b(tel\b|te1\b|telephone|phone|hp\b|h\/p|fax|faks|mobile|whatsapp|hotline|e-?mail|www|website|gst|g5t|sst\b|vat\b|btw\b|tva\b|ust\b|tax\b|reg(istration)?\b|roc\b|ssm\b|co\.?\s*no|company\s*(no|reg)|br\s*no|(tax)?invoice|rechnung|facture|factuur|kunden|klant|receipt|date\b|cashier|iban|kvk|siret)|\d{2,3}\s?-\s?\d{3,4}\s?-?\d{3,4}|\b1[38]00\s?-\s?\d{2,3}\s?-?\s?\d{3,4}|\.com\b|@\w/i;

// The number of a company, as it stands behind its name.
const registered = /[([]\s*[A-Z]{0,3}\d{5,}[\s-]*[A-Z\d]?\s*[)\]]/i;

// What stands below the head of a document.
const body =
  /\b(qty|quantity|items?|site\s*(no|id|:)|price|amount|subtota[l1]|t[o0]ta[l1]|cash(bi[l1]{2}|sa[l1]es?)?|cashier|tab[l1]e|counter|s[l1]ip|bi[l1]{2}|desc(ription)?|chit|welcome|thank|pos\.|menge|beschreibung|artikel|aantal|omschrijving|d[eé]signation|quantit[eéà]|prijs|preis|montant|descri[pz]\w+|prezzo|importe|cantidad)(?!\p{L})/iu;
const recipient =
  /^\W*((bi[l1]{2}(ed)?|so[l1]d|ship(ped)?|invoiced?|de[l1]iver(ed)?)\s*to|customer|client[es]?|kunde|k[l1]ant|rechnung\s*an|factur[eé]\s*[àa]|adresse\s*de\s*(facturation|livraison)|factuuradres|attn|m\/s|messrs)(?!\p{L})[^\p{L}\d]*/iu;

// The forms of companies that stand at the end of their names. N may be read as H, D as O. Those of
// two letters that are words or abbreviations elsewhere count at the end only.
const form = String.raw`([s5][do][nh]\.?\s*,?\s*b[hn][do]|sdn\.?\s*[bhd]{1,2}|s\/[b8]|bhd|berhad|pte\.?\s*ltd|pty\.?\s*ltd|ltd|limited|llc|inc|incorporated|corp|corporation|plc|gmbh|b\.v|n\.v|s\.?a\.?r\.?l|s\.a\.s|s\.a|s\.p\.a|s\.r\.l|(ag|bv|nv|sas)(?=\s*([-–,|(]|$)))`;
const legal = new RegExp(
  String.raw`(?<![\p{L}\d])${form}(?![\p{L}\d])|(?<=\p{L})(s[do]n\.?\s*(bh[do]|[bh]?[hd])|s\/[b8]|berhad)(?!\p{L})`,
  'iu',
);
// What may stand before the form where a name is broken over rows: `CO. (M) SDN BHD`.
const usual = String.raw`(?:(?:co|company|corp|corporation|\(?m\)?|\(?malaysia\)?|enterprises?|ent|trading|marketing|ho[l1]dings?|industries|industry|group|resources|services|and|&|g[l1]oba[l1]|internationa[l1]|ventures?|retai[l1]|machinery|hardware|e[l1]ectrica[l1]|e[l1]ectronics?|(super|hyper|mini)?\s*market|mart|stores?|pharmacy|farmasi|bakery|(car\s*)?care|restaurants?|restoran|stationery|sons|motors?|auto(\s*parts)?|foods?|f\s*&\s*b|beverages?|cafe|design|supp[l1](y|ies)|system|furniture|engineering|construction|management|deve[l1]opment)[^\p{L}\d]*)`;
const restOfName = new RegExp(
  String.raw`^\W*(?:&.*\b${form}|${usual}*${form}\W*(\(.*)?|${usual}+)$`,
  'iu',
);

/** Whether a row tells how to reach somebody, under what number they are registered, or a day. */
export const isContact = (text: string): boolean =>
  contact.test(text) ||
  (datesIn(text).length > 0 && !street.test(text) && !/^\W*(no|nos|lot|unit|suite)\b/i.test(text));

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

/** Whether a row is but the end of a company's name: its legal form, and what is usual before it. */
export const isRestOfName = (text: string): boolean => restOfName.test(text);

/** Whether a row, alone, can be told to be of an address. A region alone is part of many a name. */
export const isAddress = (text: string): boolean =>
  isAddressPart(text) &&
  !hasLegalForm(text) &&
  (street.test(text) || house.test(text) || hasPostcode(text) || isBuilding(text));

/** Whether a row may stand within an address; in brackets stands which of many shops it is. */
export const isAddressPart = (text: string): boolean =>
  /\p{L}/u.test(text) &&
  !/^[^\p{L}\d]*[([{][^)\]}]*[)\]}]\W*$/u.test(text) &&
  !registered.test(text) &&
  !isContact(text) &&
  !body.test(text) &&
  !isSentence(text);

/** Whether a row is surely of an address, and no name that holds a word of one. */
export const isPlace = (text: string): boolean =>
  isAddress(text) &&
  (house.test(text) || hasPostcode(text) || (street.test(text) && /\d/.test(text)));

/** How many signs of an address some rows have; a postcode and a street tell the most. */
export const addressWeight = (texts: readonly string[]): number =>
  signs.reduce((sum, [has, weight]) => sum + (texts.some(has) ? weight : 0), 0);

export const hasPostcode = (text: string): boolean =>
  fiveDigits.test(text) || otherPostcode.test(text);

/** Whether a row is a region alone, as it stands below a postcode. */
export const isRegion = (text: string): boolean =>
  region.test(text) && text.length < 40 && !/\d|[(:]/.test(text);

/** Whether a row tells whom the document is for: their name stands behind it, or below. */
export const isRecipient = (text: string): boolean => recipient.test(text);

/** What a row says behind the word that tells whom the document is for. */
export const behindRecipient = (text: string): string => {
  const rest = text.replace(recipient, '');
  // As in `Bill to  Ship to`, above two columns.
  return rest === text ? text : behindRecipient(rest);
};

/** Whether a row is the heading of a table. */
export const isHeading = (text: string): boolean =>
  (text.match(new RegExp(body, 'giu'))?.length ?? 0) > 1;

const isBuilding = (text: string): boolean => building.test(text) && /[\d,]/.test(text);

const signs: readonly (readonly [(text: string) => boolean, number])[] = [
  [hasPostcode, 3],
  [(text) => street.test(text) || isBuilding(text), 2],
  [(text) => house.test(text), 1],
  [(text) => region.test(text) || place.test(text), 1],
];

/** Whether a row is of prose, where words that an address has mean nothing. */
export const isSentence = (text: string): boolean => {
  const words = text.match(/\p{L}{2,}/gu) ?? [];
  const small = words.filter((word) => /^\p{Ll}/u.test(word)).length;
  if (words.length > 2 && small > words.length / 2) return true;
  // A long row of an address has its number and its commas.
  return (
    words.length > 9 &&
    !(/\d/.test(text) && street.test(text) && (house.test(text) || /,.*,/.test(text)))
  );
};
