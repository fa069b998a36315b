import { eastAsianWidth } from 'get-east-asian-width';

const combining = /^\p{M}$/u;
const narrow = /^[ -~]*$/;
// It asks for the coloured form of what stands before, which is wide.
const emojiSelector = '\uFE0F';

/** How many cells of a terminal a character takes up that `visible` leaves as it is. */
export const characterWidth = (character: string): number => {
  if (combining.test(character)) return character === emojiSelector ? 1 : 0;
  return eastAsianWidth(character.codePointAt(0) ?? 0);
};

/** How many cells of a terminal a visible text takes up. */
export const width = (text: string): number => {
  if (narrow.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += characterWidth(character);
  return sum;
};

/** The visible text, or as much of it as fits these many cells with `…` at its end. */
export const cut = (text: string, cells: number): string => {
  if (width(text) <= cells) return text;
  if (cells < 1) return '';
  let room = cells - 1;
  let head = '';
  for (const character of text) {
    room -= characterWidth(character);
    if (room < 0) break;
    head += character;
  }
  return `${head}…`;
};

/** Cut, or filled up with spaces, to just these many cells. */
export const fitted = (text: string, cells: number, side: 'left' | 'right' = 'left'): string => {
  const shown = cut(text, cells);
  const space = ' '.repeat(cells - width(shown));
  return side === 'left' ? shown + space : space + shown;
};
