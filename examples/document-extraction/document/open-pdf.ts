import { readFile, stat } from 'node:fs/promises';

import type { PDFiumDocument } from '@hyzyla/pdfium';

import type { GreyImage } from '../preparation/grey-image.js';
import { documentError } from './document-error.js';
import { mostPixels, refuseHuge, refuseMissingPage } from './limits.js';

const dotsPerInch = 200;
const pointsPerInch = 72;
const mostBytes = 256 * 2 ** 20;

/** A page of a PDF file, drawn at 200 dots per inch. */
export const openPdf = (path: string, name: string, page: number): Promise<GreyImage> =>
  withPdf(path, name, (document) => {
    refuseMissingPage(name, page, document.getPageCount());
    return drawn(document, name, page);
  });

/** All pages of a PDF file, one after the other: `take` is called with each as it is drawn. */
export const openPdfPages = (
  path: string,
  name: string,
  take: (page: GreyImage, index: number, count: number) => Promise<void>,
): Promise<void> =>
  withPdf(path, name, async (document) => {
    const count = document.getPageCount();
    for (let index = 0; index < count; index += 1)
      await take(await drawn(document, name, index), index, count);
  });

const withPdf = async <T>(
  path: string,
  name: string,
  use: (document: PDFiumDocument) => Promise<T>,
): Promise<T> => {
  if ((await stat(path)).size > mostBytes)
    throw documentError(`\`${name}\` is larger than ${mostBytes / 2 ** 20} MiB`);
  // Loaded when a PDF is there: images do without.
  const { PDFiumLibrary } = await import('@hyzyla/pdfium');
  const library = await PDFiumLibrary.init();
  try {
    const document = await load(name, library.loadDocument(await readFile(path)));
    try {
      return await use(document);
    } finally {
      document.destroy();
    }
  } finally {
    library.destroy();
  }
};

const load = async (name: string, loading: Promise<PDFiumDocument>): Promise<PDFiumDocument> => {
  try {
    return await loading;
  } catch (cause) {
    throw documentError(
      /password/i.test(String(cause))
        ? `\`${name}\` is locked with a password: save it without one`
        : `\`${name}\` is a damaged PDF file: it cannot be opened`,
      cause,
    );
  }
};

const drawn = async (
  document: PDFiumDocument,
  name: string,
  number: number,
): Promise<GreyImage> => {
  const page = document.getPage(number);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = dotsPerInch / pointsPerInch;
  refuseHuge(name, Math.round(originalWidth * scale), Math.round(originalHeight * scale));
  const { data, width, height } = await page.render({
    scale: Math.min(scale, Math.sqrt(mostPixels / (originalWidth * originalHeight))),
    render: 'bitmap',
    colorSpace: 'Gray',
  });
  // Its memory belongs to the library, which is about to let go of it.
  return { data: Uint8Array.from(data), width, height };
};
