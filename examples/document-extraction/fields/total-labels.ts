/*
 * What a row is called whose amount is, or is not, what was to be paid: in English, Malay, Dutch,
 * German, French, Spanish, Italian and Portuguese. Letters that OCR mistakes for one another are
 * either.
 */

// The plainest first.
const labels: readonly (readonly [RegExp, number])[] = [
  [
    /grand\s*t[o0]ta[l1i]|final\s*t[o0]ta[l1i]|gesamtbetrag|rechnungsbetrag|endbetrag|bruttobetrag/i,
    10,
  ],
  [
    /am[o0]unt\s*due|ba[l1]ance\s*due|t[o0]ta[l1i]\s*(due|payab[l1]e)|te\s*betalen|zu\s*zahlen|zahlbetrag/i,
    10,
  ],
  [/\ba\s*pagar\b|da\s*pagare|tota[l1]e\s*complessivo|jum[l1]ah\s*(besar|bersih|per[l1]u)/i, 10],
  [/r[o0]unded\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*(am(oun)?t\s*)?\(?(after\s*)?r[o0]und/i, 10],
  [/net+\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*net+\b|\bnet+\s*am[o0]unt/i, 8],
  [/t[o0]ta[l1i].*\b(inc|inkl)|t[o0]ta[l1i]\s*t\.?t\.?c|totaal.*incl|montant.*t\.?t\.?c/i, 8],
  [/\bt[o0]ta[l1i]\s*(sales|am(oun)?t|payment|price|rm|\(rm\)|eur|usd|[$€£])/i, 7],
  [/\bimport[eo]\s*tota[l1]|\bva[l1]or\s*tota[l1]/i, 7],
  [/am[o0]unt\s*payab[l1]e|net\s*[àa]\s*payer|[àa]\s*payer|net+\s*payab[l1]e/i, 8],
  [/\bt[o0]ta[l1i1]e?t?\b|\btotaal\b|\bgesamt|\bsumm?[ae]\b|montant|\bjum[l1]ah\b/i, 6],
  // With two t: the other stands for sums before tax as well.
  [/\bnett\b(?!\s*(we?i?gh?t|wt|price))|\bpayab[l1]e\b/i, 8],
  [/sub\s*-?\s*t[o0]ta[l1i]|sous-?total|zwischensumme|subtotaal/i, 2],
  [/^\W*am[o0]unt\W*(rm|[$€£]|usd|eur)?\W*\d|^\W*due\b/i, 3],
];
const subTotal = /sub\s*-?\s*t[o0]ta[l1i]|sous-?total|zwischensumme|subtotaal/i;
const notTotal =
  /exc[l1]|exkl|without|before|h\.?t\.?\b|\bqty|quantity|item|saving|disc|weight|points?\b|balance\s*(b|c)\/|t[o0]ta[l1i]\s*(g\.?s\.?t|tax|vat|sst|s\/tax|mwst|btw|tva|iva)|(g\.?s\.?t|tax|vat|btw|tva)\s*(am(oun)?t|t[o0]ta[l1i]|payab[l1]e)|r[o0]und(ing)?\s*ad|summary/i;
const roundingOnly = /^(?!.*t[o0]ta[l1i]).*r[o0]und/i;

/** How plainly a row is called the total, from 0 to 10. */
export const labelWeight = (text: string): number => {
  if (roundingOnly.test(text)) return 0;
  const weight = labels.find(([label]) => label.test(text))?.[1] ?? 0;
  const plain = subTotal.test(text) ? Math.min(weight, 2) : weight;
  return notTotal.test(text) ? Math.min(plain, 1) : plain;
};

/** What begins a summary of taxes; others, such as that of an order, hold the total itself. */
export const isTaxSummary = (text: string): boolean =>
  /(g\.?s\.?t|tax|vat|sst)\s*(summary|ana[l1]ysis|details?|breakdown)/i.test(text) ||
  (/\bsummary/i.test(text) &&
    !/\b(order|invoice|bi[l1]{2}|payment|account|charges?|purchases?|sa[l1]es?|transaction|receipt)\b/i.test(
      text,
    ));

export const isPayment = (text: string): boolean =>
  /\b(cash|card|visa|master\s*card|amex|debit|credit|tender(ed)?|paid|payment|bar|kontant|pin|maestro|nets|iDEAL|tunai|efectivo|tarjeta|contanti|carta|dinheiro)\b/i.test(
    text,
  );

export const isChange = (text: string): boolean =>
  /\bchange|\bbaki\b|kemba[l1]i|r[uü]ckgeld|wechselgeld|wisselgeld|rendu|\bcambio\b|\bresto\b|\btroco\b/i.test(
    text,
  );

/** Whether a row tells what was handed over, whatever else it is called: `TOTAL TENDERED`. */
export const isTender = (text: string): boolean =>
  /\btender|\breceived\b|\bpaid\b|\bditerima|\bdibayar/i.test(text);
