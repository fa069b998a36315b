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

// What looks like the plain space and is another character, such as U+00A0.
const blank = /(?! )\p{Zs}/gu;

/** The text with every blank that is no plain space written as an escape: names are told apart by it. */
export const distinct = (text: string): string => text.replace(blank, escape);

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
