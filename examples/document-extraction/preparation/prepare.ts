import { setImmediate as others } from 'node:timers/promises';

import { clean } from './clean.js';
import { skewOf, turned } from './deskew.js';
import { fromSharp, type GreyImage, toSharp } from './grey-image.js';
import type { Page } from './page.js';
import { letterHeight } from './scale.js';

export interface Preparation {
  /** How high letters shall be, in pixels. */
  readonly letters: number;
  readonly faintest: number;
  readonly gamma: number;
  /** By how many hundredths of a letter's height the prepared page is blurred. */
  readonly blur: number;
}

/** What was found to be best by measuring. */
export const standard: Preparation = { letters: 28, faintest: 60, gamma: 0.8, blur: 1.5 };

// Less is not worth the blur of turning.
const leastTurn = 0.15;
const mostScale = 3;
const mostPixels = 30e6;

export interface PrepareOptions {
  readonly signal: AbortSignal;
  /** How much is done, from 0 to 1. */
  readonly progress: (fraction: number) => void;
  readonly log: (message: string) => void;
}

/**
 * Makes a page ready to be read. Between two steps others have their turn, and a signal that has
 * fired is heard: then it rejects with its reason.
 */
export const prepare = async (
  original: GreyImage,
  { letters, faintest, gamma, blur }: Preparation,
  { signal, progress, log }: PrepareOptions,
): Promise<Page> => {
  const done = async (fraction: number): Promise<void> => {
    progress(fraction);
    await others();
    signal.throwIfAborted();
  };
  const cleaned = clean(original, { faintest, gamma });
  await done(0.3);
  const skew = await skewOf(cleaned);
  const degrees = Math.abs(skew) < leastTurn ? 0 : skew;
  await done(0.5);
  const straight = degrees === 0 ? cleaned : await turned(cleaned, degrees);
  await done(0.6);
  const height = letterHeight(straight) ?? letters;
  const scale = Math.min(
    mostScale,
    letters / height,
    Math.sqrt(mostPixels / (straight.width * straight.height)),
  );
  await done(0.8);
  log(
    `turned ${degrees.toFixed(1)}° clockwise, letters ${Math.round(height)} pixels high: ` +
      `scaled by ${scale.toFixed(2)}`,
  );
  const scaled = await resized(straight, scale);
  const sharpImage = toSharp(scaled);
  const sigma = (blur / 100) * Math.min(letters, height * scale);
  const image = await (sigma >= 0.3 ? sharpImage.blur(sigma) : sharpImage)
    .png({ compressionLevel: 1 })
    .toBuffer();
  await done(1);
  return {
    image,
    place: {
      original: { width: original.width, height: original.height },
      prepared: { width: scaled.width, height: scaled.height },
      degrees,
      scale,
    },
  };
};

const resized = (page: GreyImage, scale: number): Promise<GreyImage> =>
  fromSharp(
    toSharp(page).resize(
      Math.max(1, Math.round(page.width * scale)),
      Math.max(1, Math.round(page.height * scale)),
      { fit: 'fill', kernel: 'lanczos3' },
    ),
  );
