/*
 * Makes the document that ships with this example: five pages of minutes, of which the third came
 * by fax, too faint and noisy to be read at once. `npx tsx examples/multi-page-document/make-minutes.ts`
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';

const [width, height] = [298, 420]; // A6, in points
const margin = 32;
const size = 12;
const leading = 22;

const pages: readonly (readonly string[])[] = [
  [
    'Minutes of the Harbour Society',
    '',
    'The society met on 4 March in the old',
    'customs house. Nine members were there.',
    'The chair read the minutes of February,',
    'and they were approved without changes.',
  ],
  [
    '1. The lighthouse',
    '',
    'The keeper reports that the lamp burns',
    'well, and that the stairs need paint.',
    'Two members will paint them in April.',
    'The cost of 85 pounds was approved.',
  ],
  [
    '2. The ferry',
    '',
    'The ferry company writes that the boat',
    'will stop at the north pier again from',
    'May on, four times a day in each way.',
    'The society thanks the company for it.',
  ],
  [
    '3. The harbour wall',
    '',
    'A surveyor has looked at the wall. Its',
    'foot is sound; some stones at the top',
    'are loose and must be set before winter.',
    'The council is asked for its opinion.',
  ],
  [
    '4. Other matters',
    '',
    'The next meeting is on 8 April at seven',
    'in the evening, in the same place.',
    'The chair closed the meeting at nine.',
  ],
];
const faxed = 2;

const random = xoroshiro128plus(19870304);
const between = (least: number, most: number): number => uniformInt(random, least, most);

/** A page as a fax brings it: coarse, faint, speckled and not quite straight. */
const fax = async (lines: readonly string[]): Promise<Uint8Array> => {
  const scale = 1.8;
  const print = lines.map(
    (line, index) => `<text x="${margin}" y="${margin + size + index * leading}">${line}</text>`,
  );
  const page = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width * scale}" height="${height * scale}"
        viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#f4f4f4"/>
        <g font-family="DejaVu Serif, Liberation Serif, serif" font-size="${size}" fill="#7c7c7c">
        ${print.join('\n')}</g></svg>`,
    ),
  )
    .rotate(0.8, { background: '#f4f4f4' })
    .blur(1)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const noisy = page.data.map((shade) => {
    const noise = between(-8, 8) + between(-8, 8);
    const isSpeck = between(0, 9999) === 0;
    return isSpeck ? 90 : Math.min(255, Math.max(0, shade + noise));
  });
  const raw = { width: page.info.width, height: page.info.height, channels: 1 as const };
  return sharp(noisy, { raw }).jpeg({ quality: 50 }).toBuffer();
};

const print = (document: PDFDocument, font: PDFFont, lines: readonly string[]): void => {
  const page = document.addPage([width, height]);
  lines.forEach((line, index) => {
    page.drawText(line, { x: margin, y: height - margin - size - index * leading, size, font });
  });
};

const document = await PDFDocument.create();
const date = new Date(Date.UTC(1987, 2, 5));
document.setTitle('Minutes of the Harbour Society');
document.setCreationDate(date);
document.setModificationDate(date);
const font = await document.embedFont(StandardFonts.TimesRoman);
for (const [index, lines] of pages.entries()) {
  if (index !== faxed) {
    print(document, font, lines);
    continue;
  }
  const image = await document.embedJpg(await fax(lines));
  document.addPage([width, height]).drawImage(image, { x: 0, y: 0, width, height });
}
writeFileSync(fileURLToPath(new URL('minutes.pdf', import.meta.url)), await document.save());
