import { fromSharp, type GreyImage, toSharp } from './grey-image.js';

const widest = 15;
const coarse = 0.5;
const fine = 0.1;
// Wide enough for lines of print to stay apart, small enough to try a hundred angles.
const lookedAt = 700;

/**
 * By how many degrees a page is turned clockwise, from -15 to 15: lines of print lie straight when
 * the rows of pixels differ most in how much ink they hold. `page` is clean.
 */
export const skewOf = async (page: GreyImage): Promise<number> => {
  const scale = Math.min(1, lookedAt / Math.max(page.width, page.height / 2));
  const small = await fromSharp(
    toSharp(page).resize(
      Math.max(1, Math.round(page.width * scale)),
      Math.max(1, Math.round(page.height * scale)),
      { fit: 'fill' },
    ),
  );
  const ink = inkOf(small);
  const around = best(ink, small, 0, widest, coarse);
  return best(ink, small, around, coarse, fine);
};

/** A page turned back by so many degrees, on white. */
export const turned = (page: GreyImage, degrees: number): Promise<GreyImage> =>
  fromSharp(toSharp(page).rotate(-degrees, { background: '#fff' }));

interface Ink {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const inkOf = ({ data, width, height }: GreyImage): Ink => {
  const places: number[] = [];
  // The outermost pixels are the edges of the scanner's glass and other dark rims.
  const rim = Math.round(width / 50);
  for (let y = rim; y < height - rim; y += 1)
    for (let x = rim; x < width - rim; x += 1)
      if ((data[y * width + x] ?? 255) < 128) places.push(y * width + x);
  return {
    x: Float32Array.from(places, (place) => place % width),
    y: Float32Array.from(places, (place) => Math.floor(place / width)),
  };
};

const best = (
  ink: Ink,
  { width, height }: GreyImage,
  middle: number,
  reach: number,
  step: number,
): number => {
  let found = middle;
  let most = -1;
  for (let degrees = middle - reach; degrees <= middle + reach + step / 2; degrees += step) {
    const contrast = rowContrast(ink, degrees, width, height);
    // Of equals the straighter: an empty page is not turned.
    if (contrast > most || (contrast === most && Math.abs(degrees) < Math.abs(found))) {
      most = contrast;
      found = degrees;
    }
  }
  return found;
};

const rowContrast = ({ x, y }: Ink, degrees: number, width: number, height: number): number => {
  const radians = (degrees * Math.PI) / 180;
  const sin = Math.sin(radians);
  const cos = Math.cos(radians);
  const shift = Math.ceil(width * Math.abs(sin));
  const rows = new Float64Array(Math.ceil(height + 2 * shift) + 2);
  for (let at = 0; at < x.length; at += 1) {
    const row = (y[at] ?? 0) * cos - (x[at] ?? 0) * sin + shift;
    const index = Math.floor(row);
    rows[index] = (rows[index] ?? 0) + 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row += 1)
    sum += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2;
  return sum;
};
