import { open } from 'node:fs/promises';
import { basename } from 'node:path';

import type { GreyImage } from '../preparation/grey-image.js';
import { openImage } from './open-image.js';
import { openPdf } from './open-pdf.js';

/** A page of a file, the first being 0, in shades of grey as a viewer would show it. */
export const openPage = async (path: string, page: number): Promise<GreyImage> =>
  (await isPdf(path)) ? openPdf(path, basename(path), page) : openImage(path, basename(path), page);

// A PDF file says so in its first kilobyte, not always at its very beginning.
const isPdf = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return buffer.subarray(0, bytesRead).includes('%PDF-');
  } finally {
    await file.close();
  }
};
