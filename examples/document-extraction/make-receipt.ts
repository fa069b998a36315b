/*
 * Draws the receipt that ships with this example, as a scanner would see it: turned, shaded, noisy
 * and a little out of focus. `npx tsx examples/document-extraction/make-receipt.ts`
 */
import { fileURLToPath } from 'node:url';

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import sharp from 'sharp';

const width = 900;
const line = 38;
const margin = 130;

const centred = [
  'HARBOUR LANE BOOKS SDN BHD',
  '(884213-K)',
  'NO. 27, JALAN SELASIH 3/4,',
  'TAMAN BAYU PERMAI,',
  '41200 KLANG, SELANGOR.',
  'TEL: 03-5550 1849',
  'GST NO: 000123789456',
  '',
  'TAX INVOICE',
  '',
];
const columns: readonly (readonly [string, string])[] = [
  ['INVOICE NO: HL-20418', ''],
  ['DATE: 17/11/2017', '14:52'],
  ['CASHIER: 03', ''],
  ['', ''],
  ['A FIELD GUIDE TO KNOTS', '42.50'],
  ['2 X NOTEBOOK A5 @ 6.90', '13.80'],
  ['GIFT WRAP', '2.01'],
  ['', ''],
  ['SUBTOTAL', '58.31'],
  ['GST 6% INCLUDED', '3.30'],
  ['ROUNDING ADJ', '-0.01'],
  ['TOTAL (RM)', '58.30'],
  ['CASH', '60.00'],
  ['CHANGE', '1.70'],
  ['', ''],
  ['GOODS SOLD ARE EXCHANGEABLE', ''],
  ['WITHIN 7 DAYS WITH RECEIPT', ''],
  ['THANK YOU', ''],
];

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const text = (x: number, y: number, said: string, anchor: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(said)}</text>`;

const height = (centred.length + columns.length + 3) * line;
const rows = [
  ...centred.map((said, index) => text(width / 2, (index + 2) * line, said, 'middle')),
  ...columns.flatMap(([left, right], index) => {
    const y = (centred.length + index + 2) * line;
    return [text(margin, y, left, 'start'), text(width - margin, y, right, 'end')];
  }),
];
const print = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="shade" x1="0" y1="0" x2="1" y2="0.4">
<stop offset="0" stop-color="#fbfaf4"/><stop offset="0.6" stop-color="#efece2"/>
<stop offset="1" stop-color="#cfcabd"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#shade)"/>
<g font-family="DejaVu Sans Mono, Liberation Mono, monospace" font-size="27" fill="#3a3a3c">
${rows.join('\n')}</g></svg>`;

const page = await sharp(Buffer.from(print))
  .rotate(2.7, { background: '#b9b4a8' })
  .blur(0.9)
  .greyscale()
  .raw()
  .toBuffer({ resolveWithObject: true });

// The same noise each time.
const random = xoroshiro128plus(20171117);
const noisy = page.data.map((shade) => {
  const noise = uniformInt(random, -9, 9) + uniformInt(random, -9, 9);
  const isSpeck = uniformInt(random, 0, 4999) === 0;
  return isSpeck ? 40 : Math.min(255, Math.max(0, shade + noise));
});

await sharp(noisy, {
  raw: { width: page.info.width, height: page.info.height, channels: 1 },
})
  .jpeg({ quality: 55 })
  .toFile(fileURLToPath(new URL('receipt.jpg', import.meta.url)));
