import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as t from 'io-ts';
import { defineRunner } from './mlpipeline.js';

import { findDocument } from './document/find-document.js';
import { openPage } from './document/open-page.js';
import { Page } from './preparation/page.js';
import { prepare, standard } from './preparation/prepare.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Decodes a page, straightens and cleans it, and scales it so that its letters suit the OCR. */
export const ImagePreprocessing = defineRunner({
  name: 'ImagePreprocessing',
  description: 'decodes a page of an image or a PDF, straightens, cleans and scales it',
  inputs: {
    /** The path of a file, or an id in the folder of documents. */
    document_id: t.string,
    /** From 0. */
    page_num: t.Int,
  },
  outputs: { page: Page },
  params: t.partial({
    /** Where ids are looked up, from this folder; this folder itself by default. */
    folder: t.string,
    /** How high letters shall be, in pixels. */
    letters: t.number,
    faintest: t.number,
    gamma: t.number,
    blur: t.number,
  }),
  run: async ({ document_id, page_num }, { params, signal, progress, log }) => {
    const { folder = '.', ...preparation } = params;
    const path = await findDocument(document_id, resolve(here, folder));
    const original = await openPage(path, page_num);
    signal.throwIfAborted();
    progress(0.2);
    const page = await prepare(
      original,
      { ...standard, ...preparation },
      {
        signal,
        log,
        progress: (fraction) => {
          progress(0.2 + 0.8 * fraction);
        },
      },
    );
    return { page };
  },
});
