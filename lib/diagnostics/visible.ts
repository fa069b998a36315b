// Controls, formats (bidirectional overrides, zero-width characters, byte order marks), lone
// surrogates and line separators: what could move a cursor, hide text or reorder it.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

const escape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** The text with every character that a terminal would act on, or hide, written as an escape. */
export const visible = (text: string): string => text.replace(hidden, escape);

/** The text cut to at most `most` characters, `…` standing for what was left out in the middle. */
export const shorten = (text: string, most = 60): string => {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
};

/** Something the user wrote, as it is named in a message: short and in backquotes. */
export const quoted = (text: string): string => `\`${shorten(text)}\``;

/** "a", "a and b", "a, b and c"; beyond `most` items "a, b and 7 more". */
export const listed = (items: readonly string[], last = 'and', most = 5): string => {
  const shown =
    items.length > most + 1 ? [...items.slice(0, most), `${items.length - most} more`] : [...items];
  const final = shown.pop() ?? '';
  return shown.length === 0 ? final : `${shown.join(', ')} ${last} ${final}`;
};

/** "a, b, c"; beyond `most` items "a, b, … 7 more". */
export const series = (items: readonly string[], most: number): string =>
  items.length > most + 1
    ? `${items.slice(0, most).join(', ')}, … ${items.length - most} more`
    : items.join(', ');

/** "1 error", "2 errors". */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
