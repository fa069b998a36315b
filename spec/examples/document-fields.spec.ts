import { expect } from 'chai';

import { addressOf } from '../../examples/document-extraction/fields/address.js';
import { companyOf } from '../../examples/document-extraction/fields/company.js';
import { dateOf } from '../../examples/document-extraction/fields/date.js';
import { datesIn } from '../../examples/document-extraction/fields/dates.js';
import { type Row, rowsOf } from '../../examples/document-extraction/fields/row.js';
import { totalOf } from '../../examples/document-extraction/fields/total.js';

/** A page as it would be read: a row of text each, two spaces between columns; `#` is large print. */
const page = (text: string): Row[] =>
  rowsOf(
    text
      .trim()
      .split('\n')
      .flatMap((row, index) => {
        let left = 0;
        const height = row.trim().startsWith('# ') ? 40 : 20;
        return row
          .trim()
          .replace(/^# /, '')
          .split(/ {2,}/)
          .map((piece) => {
            const words = piece.split(' ').map((word) => {
              const box = { left, top: index * 50, width: word.length * 10, height };
              left += (word.length + 1) * 10;
              return { text: word, box, confidence: 1 };
            });
            left += 100;
            return { words };
          });
      }),
  );

describe('the fields of a receipt', () => {
  describe('the date', () => {
    const now = new Date('2020-06-01');
    const forms: readonly (readonly [string, string])[] = [
      ['12/05/2018', '2018-05-12'],
      ['DATE:12/05/18', '2018-05-12'],
      ['05/25/2018', '2018-05-25'],
      ['12-MAY-18', '2018-05-12'],
      ['12 May 2018', '2018-05-12'],
      ['29Mar201818:19', '2018-03-29'],
      ['2018-05-12T10:00', '2018-05-12'],
      ['2018/05/12', '2018-05-12'],
      ['12.05.2018', '2018-05-12'],
      ['May 12, 2018', '2018-05-12'],
      ['SAT 12TH MAY 2018', '2018-05-12'],
      ['04/03/201815:41:52', '2018-03-04'],
      ['1O/O5/2O18', '2018-05-10'],
      ['29 maart 2014', '2014-03-29'],
      ['7. Mai 2014', '2014-05-07'],
      ['28 novembre 2019', '2019-11-28'],
      ['5 de enero de 2020', '2020-01-05'],
      ['5 gennaio 2020', '2020-01-05'],
      ['26 februari 2015', '2015-02-26'],
      ['Thursday, 5 April 2018', '2018-04-05'],
      ['14th of June 2019', '2019-06-14'],
      ['Mar-06-2019', '2019-03-06'],
      ['2019-Mar-06', '2019-03-06'],
      ['24/12/1810:22:33', '2018-12-24'],
      ['Date : 20180105', '2018-01-05'],
    ];
    for (const [text, value] of forms)
      it(`is read from ${text}`, () => {
        expect(datesIn(text, now).map((date) => date.value)).to.deep.equal([value]);
      });

    for (const text of [
      '03-77343662',
      '31/02/2018',
      '12/05/2068',
      '192.168.10.20',
      '1.10.18.30',
      'GST 10.85 .65',
      '10.05 .17',
      '32/05/2017',
      '20180105',
      '2 SET 18.00',
      'RM 12.50',
      '10 TOTAL 20',
    ])
      it(`is not seen in ${text}`, () => {
        expect(datesIn(text, now)).to.deep.equal([]);
      });

    const orders: Readonly<Record<string, readonly [string, string]>> = {
      'has its day first': ['DATE 05/04/2018', '2018-04-05'],
      'has its month first in the United States': [
        `CORNER SHOP
         1 MAIN ST, SPRINGFIELD, IL 62701
         05/04/2018 10:22`,
        '2018-05-04',
      ],
      'has its day first beside money': [
        `DATE 10/05/2017
         GST 10.85 .65
         SR 10.25 .15
         ITEM 01-45-12`,
        '2017-05-10',
      ],
      'has its month first where another date can have no other': [
        `DATE 05/04/2018
         RETURN BY 05/25/2018`,
        '2018-05-04',
      ],
    };
    for (const [name, [text, value]] of Object.entries(orders))
      it(name, () => {
        expect(dateOf(page(text))?.value).to.equal(value);
      });

    it('is the one that is called so, not that of a return', () => {
      const rows = page(`
        CORNER SHOP
        RETURN BEFORE 30/06/2018
        DATE  01/06/2018
      `);
      expect(dateOf(rows)?.value).to.equal('2018-06-01');
    });

    it('is that of the invoice, not of the order, the payment or a registration', () => {
      const rows = page(`
        GST REG DATE 01/04/2015
        Order date 28-03-2018
        Payable until 21/05/2018
        29-03-2018
      `);
      expect(dateOf(rows)?.value).to.equal('2018-03-29');
    });

    it('is the one with a time, where none is called so', () => {
      const rows = page(`
        PRICES AS OF 01/01/2018
        24-03-2018 22:02:55
      `);
      expect(dateOf(rows)?.value).to.equal('2018-03-24');
    });
  });

  describe('the total', () => {
    const receipts: Readonly<Record<string, readonly [string, string]>> = {
      'is rounded where it was': [
        `TOTAL INCL. GST  RM 11.23
         ROUNDING ADJUSTMENT  RM 0.02
         TOTAL ROUNDED  RM 11.25
         CASH  RM 50.00
         CHANGE  RM 38.75`,
        '11.25',
      ],
      'includes the tax': [
        `SUBTOTAL  100.00
         TOTAL EXCL. GST  100.00
         TOTAL GST  6.00
         TOTAL INCL. GST  106.00
         VISA  106.00`,
        '106.00',
      ],
      'is what was paid less the change, where nothing is called so': [
        `SERV.CHG. 10%  8.25
         SUBTOTAL  96.20
         CASH  100.00
         YOUR CHANGE  3.80`,
        '96.20',
      ],
      'is not what a summary of taxes adds up': [
        `TOTAL  21.20
         CASH  21.20
         GST SUMMARY  AMT(RM)  TAX(RM)
         SR 6  2000.00  1.20
         TOTAL  2000.00  1.20`,
        '21.20',
      ],
      'stands below its label where it must': [
        `TOTAL AMOUNT
         6.00
         CASH RM  6.00`,
        '6.00',
      ],
      'is no count of items': [
        `TOTAL QTY: 12.00
         TOTAL ITEM(S)  4.00
         AMOUNT DUE  9.50`,
        '9.50',
      ],
      'has thousands, in English': ['GRAND TOTAL  $ 1,204.50', '1204.50'],
      'has thousands, in Dutch': ['Te betalen  € 4.904,94', '4904.94'],
      'is found where a space has come in': ['SUBTOTAL RM96. 20', '96.20'],
      'has thousands, in Switzerland': ["Total CHF 1'234.50", '1234.50'],
      'may have no decimals, by a currency': ['Total: $45', '45.00'],
      'may be of a currency without decimals': [
        `TOTAL  Rp 45.000
         TUNAI  Rp 50.000
         KEMBALI  Rp 5.000`,
        '45000.00',
      ],
      'may have thousands only, without a currency': [
        `TEA 1  15,000
         SUBTOTAL  15,000
         TOTAL  16,500
         TOTAL WEIGHT  1.255 kg`,
        '16500.00',
      ],
      'is rounded to what is called nett': [
        `TOTAL  RM 35.22
         ROUNDING  -0.02
         NETT  RM 35.20`,
        '35.20',
      ],
      'stands in the summary of an order': [
        `ORDER SUMMARY
         SUBTOTAL  10.00
         SHIPPING  2.00
         TOTAL  12.00`,
        '12.00',
      ],
      'is said in German': [
        `NETTOBETRAG  100,00 EUR
         19% MWST  19,00 EUR
         BRUTTOBETRAG  119,00 EUR`,
        '119.00',
      ],
      'is said in Italian': [
        `SUBTOTALE  10,00
         TOTALE COMPLESSIVO  12,10
         CONTANTI  20,00
         RESTO  7,90`,
        '12.10',
      ],
      'is said in Malay': [
        `JUMLAH  RM 12.00
         TUNAI  RM 20.00
         BAKI  RM 8.00`,
        '12.00',
      ],
      'is not what was tendered, though its own point is misread': [
        `TOTAL  22-60
         CASH  30.00
         CHANGE  7.40`,
        '22.60',
      ],
      'is what was paid less the change, where it cannot be read': [
        `TEA  10.00
         TOTAL  Z2.GO
         CASH  30.00
         CHANGE  7.40`,
        '22.60',
      ],
      'is not what is called a total but was tendered': [
        `TOTAL  22.60
         TOTAL TENDERED  30.00
         CHANGE  7.40`,
        '22.60',
      ],
      'is what was paid where nothing was given back': [
        `CASH  6.00
         CHANGE  0.00`,
        '6.00',
      ],
      'stays what it is called where the change is misread': [
        `TOTAL  11.25
         CASH  50.00
         CHANGE  8.75`,
        '11.25',
      ],
      'may be a plain amount': ['AMOUNT: RM 50.00', '50.00'],
    };
    for (const [name, [text, value]] of Object.entries(receipts))
      it(name, () => {
        expect(totalOf(page(text))?.value).to.equal(value);
      });

    it('stands where its digits do, without the colon before them', () => {
      expect(totalOf(page('Total TTC  :  56,02 €'))?.box).to.include({ left: 320 });
    });

    it('is not made up', () => {
      expect(totalOf(page('THANK YOU\n GST 6%\n 29/03/2018 18:19'))).to.equal(undefined);
    });
  });

  describe('the company and its address', () => {
    const headers: Readonly<Record<string, readonly [string, string, string]>> = {
      'are told from a number of registration and a phone': [
        `UNITED LAMPS SDN BHD (867388-U)
         12, JALAN SETIA 7/4,KAWASAN INDUSTRI
         SETIA,81200 JOHOR BAHRU,JOHOR
         TEL: 07-555 1234
         TAX INVOICE`,
        'UNITED LAMPS SDN BHD',
        '12, JALAN SETIA 7/4,KAWASAN INDUSTRI SETIA,81200 JOHOR BAHRU,JOHOR',
      ],
      'may be broken over rows': [
        `GREEN MARKET HALL
         SDN BHD
         (124525-H)
         NO 19-G& 19-1 JALAN TASIK 4,
         MEDAN NIAGA
         016-5550845
         GST NO.:`,
        'GREEN MARKET HALL SDN BHD',
        'NO 19-G& 19-1 JALAN TASIK 4, MEDAN NIAGA',
      ],
      'may be that of an owner': [
        `OLD HARBOUR
         OWN BY: CHEF LIM SDN BHD
         LG226, LGF, 1 CITY SHOPP1NG CENTRE,
         4780O PETALING JAYA.
         PREPAY CHIT 29721`,
        'CHEF LIM SDN BHD',
        'LG226, LGF, 1 CITY SHOPPING CENTRE, 47800 PETALING JAYA.',
      ],
      'are not those of the customer': [
        `INVOICE
         Bill To: Big Customer Corp
         From: Bright Ideas Inc.
         77 Lake Drive
         Madison, WI 53703`,
        'Bright Ideas Inc.',
        '77 Lake Drive Madison, WI 53703',
      ],
      'may be German': [
        `Bäckerei Nord GmbH
         Hauptstraße 12
         10115 Berlin
         Tel: 030 5551234`,
        'Bäckerei Nord GmbH',
        'Hauptstraße 12 10115 Berlin',
      ],
      'may be Canadian': [
        `Maple Coffee
         100 King St W
         Toronto, ON M5X 1A9`,
        'Maple Coffee',
        '100 King St W Toronto, ON M5X 1A9',
      ],
      'may have no legal form': [
        `WELCOME TO
         PAPER & TWINE STATIONERY
         NO. 31G, JALAN INDAH ,U13/X
         40170 SHAH ALAM
         TEL: +603-5555 4137`,
        'PAPER & TWINE STATIONERY',
        'NO. 31G, JALAN INDAH ,U13/X 40170 SHAH ALAM',
      ],
    };
    for (const [name, [text, company, address]] of Object.entries(headers))
      it(name, () => {
        const rows = page(text);
        expect(companyOf(rows)?.value).to.equal(company);
        expect(addressOf(rows)?.value).to.equal(address);
      });

    const addresses: Readonly<Record<string, readonly [string, string]>> = {
      'is not a stray number above it': [
        `12.
         29721 A
         GREEN LAMPS
         NO 5, JALAN INDAH,
         40170 SHAH ALAM`,
        'NO 5, JALAN INDAH, 40170 SHAH ALAM',
      ],
      'is not a company that is named after a country': [
        `GREEN LAMPS MALAYSIA
         NO 5, JALAN INDAH,
         40170 SHAH ALAM`,
        'NO 5, JALAN INDAH, 40170 SHAH ALAM',
      ],
      'is not a company with Jin in its name': [
        `JIN HONG RESTORAN
         5, JIN INDAH,
         40170 SHAH ALAM`,
        '5, JLN INDAH, 40170 SHAH ALAM',
      ],
      'is not a company in a centre': [
        `GREEN GIFT CENTRE
         5, JALAN INDAH,
         40170 SHAH ALAM`,
        '5, JALAN INDAH, 40170 SHAH ALAM',
      ],
      'goes on behind a lot of five digits': [
        `LOT 12345, JALAN INDAH.
         SRI GEMBIRA.
         BATU 3.
         40170 SHAH ALAM.
         SELANGOR DARUL EHSAN.
         CASHIER 3`,
        'LOT 12345, JALAN INDAH. SRI GEMBIRA. BATU 3. 40170 SHAH ALAM. SELANGOR DARUL EHSAN.',
      ],
      'goes on over two rows that say nothing, up to its postcode': [
        `NO 5-1-18, JALAN INDAH
         SRI GEMBIRA
         TELUK PERMAI
         40170 SHAH ALAM
         (SHOP AT SELANGOR HALL)`,
        'NO 5-1-18, JALAN INDAH SRI GEMBIRA TELUK PERMAI 40170 SHAH ALAM',
      ],
      'does not take in what follows': [
        `NO 5, JALAN INDAH,
         40170 SHAH ALAM,
         ITEM 3 PRICE`,
        'NO 5, JALAN INDAH, 40170 SHAH ALAM,',
      ],
      'has the spaces again that were lost, and names of places as they are written': [
        `No5,Jalan8/27A,Kampuna Baru,
         50300Kuala Lunpur`,
        'No 5,Jalan 8/27A,Kampung Baru, 50300 Kuala Lumpur',
      ],
      'keeps names that are almost those of other places': [
        `NO 5, TMN SUBANG JASA,
         40170 SHAH AI AM`,
        'NO 5, TMN SUBANG JASA, 40170 SHAH ALAM',
      ],
      'has its postcode read though letters are taken for digits': [
        `NO 5, JALAN INDAH,
         5S10O KUALA LUMPUR`,
        'NO 5, JALAN INDAH, 55100 KUALA LUMPUR',
      ],
      'keeps abbreviations behind names of places': [
        `NO 5, BLOCK B.
         PERSIARAN INDAH,
         40170 SHAH ALAM, SELANGOR D.E.`,
        'NO 5, BLOCK B. PERSIARAN INDAH, 40170 SHAH ALAM, SELANGOR D.E.',
      ],
      'has its state below, however that is abbreviated': [
        `NO 5, JALAN INDAH,
         70450 SEREMBAN.
         N.SEMBILAN.`,
        'NO 5, JALAN INDAH, 70450 SEREMBAN. N.SEMBILAN.',
      ],
      'is not the number alone that bears as many signs': [
        `29721
         UNIT 7-18, JALAN INDAH,
         TABLE 10`,
        'UNIT 7-18, JALAN INDAH,',
      ],
      'is not which of many shops it is': [
        `NO.94, LEBUH INDAH 2.
         (TAMAN PERMAI)
         SITE: 1234`,
        'NO.94, LEBUH INDAH 2.',
      ],
      'is no name with its number': [
        `PERDANA JAYA MINI MARKET (003089909-X)
         50-G, JALAN INDAH.
         31400 IPOH. PERAK`,
        '50-G, JALAN INDAH. 31400 IPOH. PERAK',
      ],
      'begins with the building, whatever stands behind its number': [
        `PT 4769,LOWER GROUND.
         JALAN PJS 11/28A.
         01000 KANGAR PERLIS.`,
        'PT 4769,LOWER GROUND. JALAN PJS 11/28A. 01000 KANGAR PERLIS.',
      ],
      'begins with a floor, which is no British postcode, nor a Dutch one': [
        `LOT A27 1ST FLOOR
         LOT 3925 LG FLOOR
         PERSIARAN INDAH
         68100 BATU CAVES`,
        'LOT A27 1ST FLOOR LOT 3925 LG FLOOR PERSIARAN INDAH 68100 BATU CAVES',
      ],
      'may be a long row': [
        `NO.5, CITY MALL, LEBUH INDAH, BANDAR BARU SRI GEMBIRA TAMAN PERMAI,
         47400 PETALING JAYA`,
        'NO.5, CITY MALL, LEBUH INDAH, BANDAR BARU SRI GEMBIRA TAMAN PERMAI, 47400 PETALING JAYA',
      ],
      'goes on in rows that are set off alike, without a postcode': [
        `S16, LORONG INDAH 2.
         PRIMA GEMBIRA.
         UTARA GEMBIRA.
         INVOICE NO : 59970`,
        'S16, LORONG INDAH 2. PRIMA GEMBIRA. UTARA GEMBIRA.',
      ],
      'ends above a phone without a word, and a title without its space': [
        `NO 5, LORONG INDAH,
         BATU 11,
         1300-80-3741
         SIMPLIFIED TAXINVOICE`,
        'NO 5, LORONG INDAH, BATU 11,',
      ],
      'has its street told though the number is glued to it': [
        `C-15-16JALAN KPB6,
         BATU 11, 53300SETAPAKK.L.`,
        'C-15-16JALAN KPB6, BATU 11, 53300 SETAPAK K.L.',
      ],
      'keeps a number and a letter behind a name': [
        `NO.14 1ST FLOOR, JALAN INDAH1A,
         11900 BAYAN LEPAS`,
        'NO.14 1ST FLOOR, JALAN INDAH1A, 11900 BAYAN LEPAS',
      ],
      'has the letters of its section, which are taken for digits': [
        `NO 5, JIn S521/60, TAMAN INDAH,
         LORONG P1S 11/28A, JALAN 55 2/24,
         47400 PETALING JAYA`,
        'NO 5, Jln SS21/60, TAMAN INDAH, LORONG PJS 11/28A, JALAN SS 2/24, 47400 PETALING JAYA',
      ],
      'keeps numbers of streets that could be those letters': [
        `NO 5, JALAN 55/3, JALAN S5/7, JALAN S2 B12,
         47400 PETALING JAYA`,
        'NO 5, JALAN 55/3, JALAN S5/7, JALAN S2 B12, 47400 PETALING JAYA',
      ],
      'is not that of the customer': [
        `Bill To: Big Customer
         12 Lake Drive
         Madison, WI 53703
         5 Mill Road
         10115 Berlin`,
        '5 Mill Road 10115 Berlin',
      ],
    };
    for (const [name, [text, address]] of Object.entries(addresses))
      it(`the address ${name}`, () => {
        expect(addressOf(page(text))?.value).to.equal(address);
      });

    const companies: Readonly<Record<string, readonly [string, string]>> = {
      'may be broken before what is usual before a legal form': [
        `GREEN LAMPS AND BULBS
         CO. (M) SDN BHD
         TEL: 07-555 1234`,
        'GREEN LAMPS AND BULBS CO. (M) SDN BHD',
      ],
      'may be broken twice': [
        `GREEN LAMPS &
         TRADING CO.
         (M) SDN BHD
         TEL: 07-555 1234`,
        'GREEN LAMPS & TRADING CO. (M) SDN BHD',
      ],
      'may be broken before what it trades in': [
        `GREEN LAMPS
         ELECTRICAL SDN. BHD.
         TEL: 07-555 1234`,
        'GREEN LAMPS ELECTRICAL SDN. BHD.',
      ],
      'may be broken behind two letters': [
        `A & T
         (M) SDN BHD
         TEL: 07-555 1234`,
        'A & T (M) SDN BHD',
      ],
      'may be broken around what joins it': [
        `A &
         T TRADING S/B
         TEL: 07-555 1234`,
        'A & T TRADING S/B',
      ],
      'may have lost the space before its form': [
        `PERDANA JAYA
         MARKETINGBERHAD
         NO 5, JALAN INDAH`,
        'PERDANA JAYA MARKETINGBERHAD',
      ],
      'may have lost letters of its form': [
        `MART
         GREENLAMPSRESOURCESSDNH (383322)
         NO 5, JALAN INDAH`,
        'GREENLAMPSRESOURCESSDNH',
      ],
      'may have more digits behind it than letters': [
        `99 CENT CAFE (009111686-X)
         LOT E18, LORONG INDAH, BATU 11.`,
        '99 CENT CAFE',
      ],
      'may stand below a notice and a phone': [
        `PLEASE KEEP THIS SLIP
         OPEN DAILY TILL LATE
         TEL: 07-555 1234
         GREEN LAMPS SDN BHD
         NO 5, JALAN INDAH`,
        'GREEN LAMPS SDN BHD',
      ],
      'may stand below a phone without a legal form': [
        `HAVE A NICE DAY
         HOTLINE 07-555 1234
         GREEN LAMPS TRADING
         NO 5, JALAN INDAH`,
        'GREEN LAMPS TRADING',
      ],
      'may be named after a country': [
        `GREEN LAMPS MALAYSIA
         NO 5, JALAN INDAH`,
        'GREEN LAMPS MALAYSIA',
      ],
      'is whose account is paid into, where the top does not tell': [
        `ANNONCES
         Désignation  Quantité  Prix
         Titulaire du compte : LAMPES VERTES
         Total  12,00 €`,
        'LAMPES VERTES',
      ],
      'may stand at the foot only, beside its tax number': [
        `INVOICE
         Description  Quantity  Price
         Lamps  3  12.00
         Powered by Paper Software Ltd, tel 555 123
         Green Lamps Ltd
         VAT GB 123 456 789`,
        'Green Lamps Ltd',
      ],
      'is not the customer in one of two columns': [
        `INVOICE
         Bill to  Ship to
         Big Customer Ltd  Big Customer Ltd
         Green Lamps Ltd
         VAT GB 123 456 789`,
        'Green Lamps Ltd',
      ],
    };
    const inLargePrint: Readonly<Record<string, readonly [string, string]>> = {
      'calls itself what is printed largest, above the firm that owns it': [
        `# LampCorner
         GREEN LIGHT RESOURCES SDN BHD (383322-D)
         NO 5, JALAN INDAH`,
        'LampCorner',
      ],
      'calls itself so below a greeting': [
        `WELCOME TO THE CORNER
         # Lamp Corner
         (CITY MALL)
         GREEN LIGHT RESOURCES SDN BHD
         NO 5, JALAN INDAH`,
        'Lamp Corner',
      ],
      'is told in full where the large print is a part of its name': [
        `# LAMPCORNER
         LAMP CORNER RETAIL (M) SDN BHD
         NO 5, JALAN INDAH`,
        'LAMP CORNER RETAIL (M) SDN BHD',
      ],
      'is told in full where the large print begins as its name does': [
        `# GREEN STATIONER
         GREEN LIGHT ENTERPRISE SDN BHD
         NO 5, JALAN INDAH`,
        'GREEN LIGHT ENTERPRISE SDN BHD',
      ],
      'is its owner where that is said': [
        `# LAMP CORNER
         OWN BY: GREEN LIGHT SDN BHD
         NO 5, JALAN INDAH`,
        'GREEN LIGHT SDN BHD',
      ],
      'is no heading in large print': [
        `# TAX INVOICE
         GREEN LIGHT SDN BHD
         NO 5, JALAN INDAH`,
        'GREEN LIGHT SDN BHD',
      ],
      'is not in large print beside it': [
        `Green Light Ltd  5 Mill Road
         # Lamps
         Tel 555 1234`,
        'Green Light Ltd',
      ],
    };
    for (const [name, [text, company]] of Object.entries({ ...companies, ...inLargePrint }))
      it(`the company ${name}`, () => {
        expect(companyOf(page(text))?.value).to.equal(company);
      });

    it('are less sure where another name stands beside that of the company', () => {
      const sure = (text: string): number | undefined => companyOf(page(text))?.confidence;
      const below = 'GREEN LAMPS SDN BHD\n NO 5, JALAN INDAH';
      expect(sure(below)).to.equal(0.9);
      expect(sure(`LAMP CORNER\n ${below}`)).to.equal(0.72);
      expect(sure(`LAMP CORNER\n OWNED BY: ${below}`)).to.equal(0.9);
    });

    it('are less sure where the name is not in the middle, as all below it is', () => {
      // Of two letters on either side of the axis.
      const set = (left: number): Row[] =>
        rowsOf(
          [
            ['GREEN LAMPS SDN BHD', left],
            ['(867388-U)', 145],
            ['NO 5, JALAN INDAH', 110],
            ['40170 SHAH ALAM', 120],
            ['TEL: 03-555 1234', 115],
          ].map(([text, from], index) => {
            const width = String(text).length * 10;
            const box = { left: Number(from), top: index * 30, width, height: 20 };
            return { words: [{ text: String(text), box, confidence: 1 }] };
          }),
        );
      expect(companyOf(set(100))?.confidence).to.equal(0.9);
      expect(companyOf(set(125))?.confidence).to.equal(0.63);
      const flush = page('GREEN LAMPS SDN BHD\n5 JALAN INDAH\n40170 KLANG 1\nTEL: 555-1234');
      expect(companyOf(flush)?.confidence).to.equal(0.9);
    });

    it('are not claimed of plain prose', () => {
      const rows = page(`
        This is a lot of text to read
        The quick brown dog jumped over
        Lazy Foxes
        the road to the 3rd floor, and back.
      `);
      expect(companyOf(rows)).to.equal(undefined);
      expect(addressOf(rows)).to.equal(undefined);
    });

    it('are not those of the person who wrote above them, and no date is an address', () => {
      const rows = page(`
        lim wei yann
        YONG HARDWARE TRADING
        16.05.2018
        NO 5, KG BARU
      `);
      expect(companyOf(rows)?.value).to.equal('YONG HARDWARE TRADING');
      expect(addressOf(rows)?.value).to.equal('NO 5, KG BARU');
    });

    it('are not made up', () => {
      const rows = page(`
        INVOICE  1001
        01/02/2019
        Total  20.00
      `);
      expect(companyOf(rows)).to.equal(undefined);
      expect(addressOf(rows)).to.equal(undefined);
    });

    it('may be in one row', () => {
      const rows = page(`
        Invoice
        Nordlicht GmbH - Hafenweg 4 - 20457 Hamburg
        Tel. 040 555 12 34
      `);
      expect(companyOf(rows)?.value).to.equal('Nordlicht GmbH');
    });
  });
});
