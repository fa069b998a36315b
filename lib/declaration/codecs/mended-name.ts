// Letters of Cyrillic and Greek, and the Latin ones that they are taken for.
const alike = new Map(
  [
    ['аеорсухіјѕһԁԛԝ', 'aeopcyxijshdqw'],
    ['АВЕКМНОРСТУХІЈЅ', 'ABEKMHOPCTYXIJS'],
    ['αικνορτυχ', 'aikvoptux'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
  ].flatMap(([from = '', to = '']) =>
    Array.from(from, (letter, index) => [letter, to[index] ?? ''] as const),
  ),
);

const foreign = /[^\P{L}A-Za-z]/u;

/** The text with look-alikes replaced, where they stand among letters of Latin alone. */
const inLatin = (text: string): string => {
  const latin = Array.from(text, (letter) => alike.get(letter) ?? letter).join('');
  return /[A-Za-z]/.test(text) && !foreign.test(latin) ? latin : text;
};

/** A text with what no name can hold replaced: `image ocr` → `image_ocr`. */
export const mendedName = (text: string): string =>
  inLatin(
    text
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .trim(),
  )
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^(?=[0-9-])/, '_');
