import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as t from 'io-ts';

import { findDocument } from '../document-extraction/document/find-document.js';
import { openPdfPages } from '../document-extraction/document/open-pdf.js';
import { toSharp } from '../document-extraction/preparation/grey-image.js';
import { bytes, defineRunner } from './mlpipeline.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Draws each page of a PDF file as an image of its own. */
export const SplitPages = defineRunner({
  name: 'SplitPages',
  description: 'draws the pages of a PDF file',
  inputs: {
    /** The path of the file, or the name of one in this folder. */
    file: t.string,
  },
  outputs: {
    /** A PNG file for each page. */
    pages: t.array(bytes),
  },
  run: async ({ file }, { signal, progress }) => {
    const path = await findDocument(file, here);
    const pages: Uint8Array[] = [];
    await openPdfPages(path, basename(path), async (page, index, count) => {
      signal.throwIfAborted();
      pages.push(await toSharp(page).png({ compressionLevel: 1 }).toBuffer());
      progress((index + 1) / count);
    });
    return { pages };
  },
});
