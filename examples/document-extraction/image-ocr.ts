import * as t from 'io-ts';
import { defineRunner } from './mlpipeline.js';

import { Reading } from './ocr/line.js';
import { read } from './ocr/read.js';
import { Page } from './preparation/page.js';

/** Reads a prepared page with an OCR model, on the CPU and in a thread of its own. */
export const ImageOcr = defineRunner({
  name: 'ImageOcr',
  description: 'reads the print of a prepared page',
  inputs: { page: Page },
  outputs: { reading: Reading },
  params: t.partial({ engine: t.keyof({ paddle: null, tesseract: null }) }),
  run: async ({ page }, context) => ({
    reading: await read(page, context.params.engine ?? 'paddle', context),
  }),
});
