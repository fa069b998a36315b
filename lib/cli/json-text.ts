const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escape = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');

/**
 * A value as JSON text that is safe on a terminal too: `JSON.stringify` escapes only some of the
 * characters that a terminal acts on.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => line.replace(unsafe, escape))
    .join('\n')}\n`;
