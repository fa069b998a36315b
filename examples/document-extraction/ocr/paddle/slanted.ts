import type { GreyImage } from '../../preparation/grey-image.js';
import type { Box } from '../../preparation/place.js';

/** A line of print on paper that was not flat: each by its own, however straight the page is. */
export interface Slanted {
  /** What surrounds it once it is straightened about its middle. */
  readonly box: Box;
  /** How many pixels it falls for each pixel to the right. */
  readonly slope: number;
}

// What is not much wider than high tells no slope, and less than a pixel in this many is none.
const leastShape = 3;
const leastSlope = 1 / 250;

/** What surrounds some pixels of an image, straightened. A pixel is its place in the data. */
export const slantedOf = (pixels: readonly number[], width: number): Slanted => {
  const flat = boxOf(pixels, width, 0);
  const slope = flat.width > leastShape * flat.height ? slopeOf(pixels, width, flat) : 0;
  return Math.abs(slope) < leastSlope
    ? { box: flat, slope: 0 }
    : { box: boxOf(pixels, width, slope, flat), slope };
};

const middleOf = ({ left, width }: Box): number => left + (width - 1) / 2;

const boxOf = (pixels: readonly number[], width: number, slope: number, flat?: Box): Box => {
  const middle = flat === undefined ? 0 : middleOf(flat);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const pixel of pixels) {
    const x = pixel % width;
    const y = (pixel - x) / width - slope * (x - middle);
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return { left, top, width: right - left, height: bottom - top };
};

/** Of the straight line that is nearest to all pixels. */
const slopeOf = (pixels: readonly number[], width: number, flat: Box): number => {
  const middle = middleOf(flat);
  let [across, down, spread, both] = [0, 0, 0, 0];
  for (const pixel of pixels) {
    const x = (pixel % width) - middle;
    const y = Math.floor(pixel / width);
    across += x;
    down += y;
    spread += x * x;
    both += x * y;
  }
  const count = pixels.length;
  return (both - (across * down) / count) / (spread - (across * across) / count);
};

/** A line cut out of a page, each column moved so that it lies straight; beyond the page is white. */
export const straightened = (page: GreyImage, { box, slope }: Slanted): GreyImage => {
  const { left, top, width, height } = box;
  const data = new Uint8Array(width * height);
  const shade = (x: number, y: number): number =>
    y < 0 || y >= page.height ? 255 : (page.data[y * page.width + x] ?? 255);
  for (let x = 0; x < width; x += 1) {
    const from = top + slope * (x - (width - 1) / 2);
    const whole = Math.floor(from);
    const part = from - whole;
    for (let y = 0; y < height; y += 1)
      data[y * width + x] = Math.round(
        shade(left + x, whole + y) * (1 - part) + shade(left + x, whole + y + 1) * part,
      );
  }
  return { data, width, height };
};
