import sharp, { type Metadata } from 'sharp';

import { fromSharp, type GreyImage } from '../preparation/grey-image.js';
import { documentError } from './document-error.js';
import { mostPixels, refuseHuge, refuseMissingPage } from './limits.js';

/** A page of an image file: of one that holds several, such as a TIFF, any. */
export const openImage = async (path: string, name: string, page: number): Promise<GreyImage> => {
  let metadata: Metadata;
  try {
    metadata = await sharp(path, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw documentError(
      `\`${name}\` is neither an image nor a PDF, or is damaged from its beginning: ` +
        'give a JPEG, PNG, TIFF, WebP, GIF or AVIF image or a PDF file',
      cause,
    );
  }
  const { width, height, pageHeight = height, pages = 1 } = metadata;
  refuseMissingPage(name, page, pages);
  refuseHuge(name, width, pageHeight);
  try {
    return await fromSharp(
      sharp(path, { page, failOn: 'truncated', limitInputPixels: mostPixels })
        .autoOrient()
        .flatten({ background: '#fff' })
        .toColourspace('b-w'),
    );
  } catch (cause) {
    throw documentError(
      `\`${name}\` is damaged or cut short: only a part of the image is there`,
      cause,
    );
  }
};
