import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const withoutCode = (markdown: string): string => markdown.replace(/^```[^]*?^```$/gm, '');

/**
 * What stands under each heading, by its title: with all that is below it, up to the next heading of
 * its level. Code is left out.
 */
export const sectionsOf = (markdown: string): ReadonlyMap<string, string> => {
  const text = withoutCode(markdown);
  const headings = Array.from(text.matchAll(/^(#+) (.+)$/gm));
  return new Map(
    headings.map(({ 1: marks = '', 2: title = '', index }, at) => {
      const next = headings.slice(at + 1).find(([, other = '']) => other.length <= marks.length);
      return [title, text.slice(index, next?.index)];
    }),
  );
};

/** The rows of all tables, without their heads, each as the texts of its cells. */
export const tableRows = (markdown: string): readonly (readonly string[])[] =>
  Array.from(markdown.matchAll(/^\|[-| ]+\|\n((?:\|.*\|\n?)*)/gm), ([, rows = '']) =>
    rows
      .trim()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      ),
  ).flat();

const anchorsOf = (markdown: string): readonly string[] =>
  Array.from(withoutCode(markdown).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-'),
  );

/** The links of a page to files that are not there, or to headings that they do not have. */
export const brokenLinks = (file: string): readonly string[] => {
  const links = Array.from(
    withoutCode(readFileSync(file, 'utf8')).matchAll(/\]\(([^)]*)\)/g),
    ([, link = '']) => link,
  );
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : resolve(dirname(file), path);
    if (!existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
  });
};
