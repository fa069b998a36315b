// Controls, formats (bidirectional overrides, zero-width characters, byte order marks), lone
// surrogates and line separators: what could move a cursor, hide text or reorder it.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

const escape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** The text with every character that a terminal would act on, or hide, written as an escape. */
export const visible = (text: string): string => text.replace(hidden, escape);

/** The same for a text of several lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

const inJson = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A line of JSON with every character that a terminal would act on written as an escape of JSON's:
 * `JSON.stringify` escapes only some of them.
 */
export const visibleJson = (line: string): string =>
  line.replace(inJson, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

/** The text cut to at most `most` characters, `…` standing for what was left out in the middle. */
export const shorten = (text: string, most = 60): string => {
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
};

/** Something the user wrote, as it is named in a message: short and in backquotes. */
export const quoted = (text: string): string => `\`${shorten(text)}\``;

/**
 * "a", "a and b", "a, b and c"; beyond `most` items "a, b and 7 more". Only what is said is shown:
 * there may be very many items.
 */
export const listed = (
  items: readonly string[],
  last = 'and',
  most = 5,
  show = (item: string): string => item,
): string => {
  const shown =
    items.length > most + 1
      ? [...items.slice(0, most).map(show), `${items.length - most} more`]
      : items.map(show);
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
