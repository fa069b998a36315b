/**
 * A text with the digits and letters that OCR mixes up put right where their neighbours tell:
 * `SHOPP1NG`, `4780O`. A digit and one capital at the end are a number: `JALAN TASIK1A`.
 */
export const mended = (text: string): string =>
  text
    .replace(/(?<=\p{L})0(?=\p{L})/gu, 'O')
    .replace(/(?<=\p{L})(?!1ST\b)[1|](?=\p{L}{2}|\p{Ll})/gu, (_, at: number) =>
      /\p{Ll}/u.test(text.slice(at - 1, at)) ? 'i' : 'I',
    )
    .replace(/\d[\dOo]{3,}/g, (number) => number.replace(/[Oo]/g, '0'));
