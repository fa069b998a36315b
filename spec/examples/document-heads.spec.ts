import { expect } from 'chai';
import fc from 'fast-check';

import { same } from '../../examples/document-extraction/evaluation/same.js';
import { addressOf } from '../../examples/document-extraction/fields/address.js';
import { companyOf } from '../../examples/document-extraction/fields/company.js';
import { type Row, rowsOf } from '../../examples/document-extraction/fields/row.js';

/*
 * Heads of Malaysian receipts as they are commonly set, none of them of a known page:
 *
 *   notice | company | number | house, street | area | postcode town, state | phone | items
 */
const of = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const number = fc.integer({ min: 1, max: 99 });
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(''));

const notice = of('', 'WELCOME TO', '29721', '*** DUPLICATE ***', 'HAVE A NICE DAY', 'TAX INVOICE');
const legalName = joined(
  of('GREEN LAMPS', 'A & T', 'L.K.T.', '99 CENT', 'PERDANA JAYA', 'TEO & SONS'),
  of('', ' TRADING', ' (M)', ' HARDWARE', ' FOOD INDUSTRIES', ' ELECTRICAL', ' BAKERY'),
  of(' SDN BHD', ' SDN. BHD.', ' SDN.BHD.', ' Sdn Bhd', ' S/B', ' BERHAD'),
);
const plainName = joined(
  of('GREEN LAMPS', 'A & T', 'L.K.T.', '99 CENT', 'PERDANA JAYA'),
  of(' TRADING', ' ENTERPRISE', ' CAFE', ' PHARMACY', ' MINI MARKET'),
);
const registration = of('', '(867388-U)', 'CO. REG NO : 867388-U', 'GST NO : 000867388123');
const house = fc
  .tuple(of('NO ', 'NO. ', 'NO.', '', 'LOT ', 'PT ', 'UNIT 3-', 'G-', 'C-2-'), number)
  .map(([before, nth]) => `${before}${String(nth)}`);
const street = joined(
  of('JALAN ', 'JLN ', 'LORONG ', 'PERSIARAN ', 'LEBUH '),
  of('INDAH', 'SS 2/24', 'PJS 11/28A', 'WANGSA 1A', 'TUN GEMBIRA', 'KPB 6'),
);
const area = of('', 'TAMAN PERMAI', 'KAWASAN PERINDUSTRIAN CEKAP', 'DESA AMAN', 'BATU 11');
const town = of(
  '47400 PETALING JAYA, SELANGOR',
  '46300 PJ, SELANGOR D.E.',
  '81100 JOHOR BAHRU, JOHOR.',
  '50480 KUALA LUMPUR',
  '70450 SEREMBAN. N.SEMBILAN',
  '05400 ALOR SETAR, KEDAH',
  '43300 SERI KEMBANGAN|SELANGOR DARUL EHSAN',
  '75200 MELAKA|MALAYSIA',
);
const below = of('TEL: 03-555 1234', '1300-80-3741', '(CITY MALL)', 'TAX INVOICE', 'CASH BILL');

const address = fc
  .tuple(house, street, area, town, of(',', '.'))
  .map(([nth, road, place, end, mark]) => [
    `${nth}, ${road}${mark}`,
    ...(place === '' ? [] : [`${place}${mark}`]),
    ...end.split('|'),
  ]);

const rows = (texts: readonly string[]): Row[] =>
  rowsOf(
    texts
      .filter((text) => text !== '')
      .map((text, index) => {
        let left = 0;
        const words = text.split(' ').map((word) => {
          const box = { left, top: index * 30, width: word.length * 10, height: 20 };
          left += (word.length + 1) * 10;
          return { text: word, box, confidence: 1 };
        });
        return { words };
      }),
  );

const head = fc.tuple(notice, fc.oneof(legalName, plainName), registration, address, below);
const items = ['ITEM QTY PRICE AMOUNT', 'TEA O ICE 2 x 2.50 5.00', 'TOTAL 5.00'];

describe('the head of a receipt', () => {
  it('tells the company and its address', () => {
    fc.assert(
      fc.property(head, ([above, name, nth, where, behind]) => {
        const page = rows([above, name, nth, ...where, behind, ...items]);
        expect(companyOf(page)?.value).to.satisfy((value = '') => same('company', value, name));
        expect(addressOf(page)?.value).to.satisfy((value = '') =>
          same('address', value, where.join(' ')),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('tells them without the spaces that reading loses', () => {
    const gaps = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(head, gaps, ([above, name, nth, where, behind], isLost) => {
        let gap = 0;
        // Behind commas and before numbers of streets, as lines set tight lose them.
        const read = where.map((text) =>
          text.replace(/(?<=[,.]) | (?=\d)/g, (space) => (isLost[gap++] === true ? '' : space)),
        );
        const page = rows([above, name, nth, ...read, behind, ...items]);
        expect(companyOf(page)?.value).to.satisfy((value = '') => same('company', value, name));
        expect(addressOf(page)?.value).to.satisfy((value = '') =>
          same('address', value, where.join(' ')),
        );
      }),
      { numRuns: 200 },
    );
  });
});
