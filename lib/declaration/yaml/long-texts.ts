import type { CST } from 'yaml';

import { doubleQuoted } from './double-quoted.js';

const long = 2 ** 16;

/**
 * Reads the long texts in double quotes of a document, by where they begin, and has `yaml` see others
 * in their place, as long, of as many lines, and in single quotes, which it reads in little memory. What
 * is wrong stays for it to tell.
 */
export const takeLongTexts = (document: CST.Document): ReadonlyMap<number, string> => {
  const texts = new Map<number, string>();
  const take = (token: CST.Token | null | undefined): void => {
    if (token?.type !== 'double-quoted-scalar' || token.source.length < long) return;
    const value = doubleQuoted(token.source);
    if (value === undefined) return;
    texts.set(token.offset, value);
    token.type = 'single-quoted-scalar';
    token.source = `'${token.source.slice(1, -1).replace(/[^\r\n]+/g, (line) => 'x'.repeat(line.length))}'`;
  };
  const stack: (CST.Token | null | undefined)[] = [document.value];
  while (stack.length > 0) {
    const token = stack.pop();
    take(token);
    if (token === null || token === undefined || !('items' in token)) continue;
    for (const { key, value } of token.items) stack.push(key, value);
  }
  return texts;
};
