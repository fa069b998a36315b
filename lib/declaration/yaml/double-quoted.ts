const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['\t', '\t'],
]);

// An escape, a line break that is escaped, or one that is folded with the blanks around it: looked
// for only where a run of blanks begins, since a long one would be walked again from each of them.
const special =
  /\\(?:\r?\n[ \t]*|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU\r\n]|)|(?:(?:(?<![ \t])|(?<=\\[ \t]))[ \t]+)?\r?\n(?:[ \t]|\r?\n)*/g;

class Unsound extends Error {}

const meant = (found: string): string => {
  if (!found.startsWith('\\')) {
    const lines = found.split('\n').length - 1;
    return lines === 1 ? ' ' : '\n'.repeat(lines - 1);
  }
  if (found.includes('\n')) return '';
  const code = found.length > 2 ? Number.parseInt(found.slice(2), 16) : undefined;
  const character =
    code === undefined
      ? escapes.get(found.slice(1))
      : code <= 0x10ffff
        ? String.fromCodePoint(code)
        : undefined;
  if (character === undefined) throw new Unsound();
  return character;
};

/**
 * What a scalar in double quotes stands for; `undefined` where an escape is none. `yaml` adds up
 * its characters one by one, which takes 32 bytes for each of them.
 */
export const doubleQuoted = (source: string): string | undefined => {
  if (source.length < 2 || !source.endsWith('"')) return undefined;
  const content = source.slice(1, -1);
  try {
    return content.replace(special, meant);
  } catch (error) {
    if (error instanceof Unsound) return undefined;
    throw error;
  }
};
