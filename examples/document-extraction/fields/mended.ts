/**
 * A text with the digits and letters that OCR mixes up put right where their neighbours tell:
 * `SHOPP1NG`, `4780O`.
 */
export const mended = (text: string): string =>
  text
    .replace(/(?<=\p{L})0(?=\p{L})/gu, 'O')
    .replace(/(?<=\p{L})[1|](?=\p{L})/gu, (_, at: number) =>
      /\p{Ll}/u.test(text.slice(at - 1, at)) ? 'i' : 'I',
    )
    .replace(/\d[\dOo]{3,}/g, (number) => number.replace(/[Oo]/g, '0'));
