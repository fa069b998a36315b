import { counted } from './counted.js';
import { documentError } from './document-error.js';

/** A page of more pixels is refused: A4 at 600 dots per inch has 35 million. */
export const mostPixels = 50e6;

export const refuseHuge = (name: string, width: number, height: number): void => {
  if (width * height > mostPixels)
    throw documentError(
      `\`${name}\` is ${width} × ${height} pixels, more than the ${mostPixels / 1e6} million that ` +
        'a page may have: scale it down',
    );
};

export const refuseMissingPage = (name: string, page: number, pages: number): void => {
  if (page < 0 || page >= pages)
    throw documentError(
      `\`${name}\` has no page ${page}: it has ${counted(pages, 'page')}, ` +
        (pages === 1 ? 'which is number 0' : `numbered from 0 to ${pages - 1}`),
    );
};
