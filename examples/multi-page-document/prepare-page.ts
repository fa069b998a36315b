import sharp from 'sharp';

import { fromSharp } from '../document-extraction/preparation/grey-image.js';
import { Page } from '../document-extraction/preparation/page.js';
import { prepare, standard } from '../document-extraction/preparation/prepare.js';
import { bytes, defineRunner } from './mlpipeline.js';

/** Straightens and cleans an image, and scales it so that its letters suit the OCR. */
export const PreparePage = defineRunner({
  name: 'PreparePage',
  description: 'straightens, cleans and scales an image of a page',
  inputs: { image: bytes },
  outputs: { page: Page },
  run: async ({ image }, context) => ({
    page: await prepare(await fromSharp(sharp(image)), standard, context),
  }),
});
