import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What a page is made of, beside its data. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

const shipped = new URL('../../page/', import.meta.url);

/** The page as it ships; where this runs from source, as its source says now. */
export const loadPage = async (): Promise<PageFiles> => {
  const folder = existsSync(new URL('page.js', shipped)) ? shipped : await built();
  const file = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return { script: file('page.js'), style: file('page.css') };
};

const built = async (): Promise<URL> => {
  // No literal: what builds the page does not ship.
  const builder = new URL('../../../scripts/build-page.ts', import.meta.url).href;
  const { pageFolder } = (await import(builder)) as { readonly pageFolder: () => Promise<string> };
  return pathToFileURL(`${await pageFolder()}/`);
};
