import { fromSharp, type GreyImage, toSharp } from '../../preparation/grey-image.js';
import type { Box } from '../../preparation/place.js';
import { type Slanted, slantedOf } from './slanted.js';
import { type Channel, type Tensor, tensorOf } from './tensor.js';

// The model takes sides that are multiples of this.
const step = 32;
// Its channels: red, green and blue as of ImageNet.
const channels: readonly [Channel, Channel, Channel] = [
  { mean: 0.485, spread: 0.229 },
  { mean: 0.456, spread: 0.224 },
  { mean: 0.406, spread: 0.225 },
];
// A pixel is of print when the model is surer than this, a line when its pixels are on average.
const surePixel = 0.3;
const sureLine = 0.5;
// The model marks the heart of a line: its box is this much larger.
const growth = 1.8;

/** Where lines of print are on the page. `scale` makes the page smaller for the model. */
export const detectLines = async (
  page: GreyImage,
  scale: number,
  run: (input: Tensor) => Promise<Tensor>,
): Promise<Slanted[]> => {
  const width = multiple(page.width * scale);
  const height = multiple(page.height * scale);
  const small = await fromSharp(toSharp(page).resize(width, height, { fit: 'fill' }));
  const { data } = await run(tensorOf(small, channels));
  const [across, down] = [page.width / width, page.height / height];
  return hearts(data, width, height).map(({ box, slope }) => ({
    box: grown(box, across, down, page),
    slope: (slope * down) / across,
  }));
};

const multiple = (side: number): number => Math.max(step, Math.round(side / step) * step);

// What hangs together in sure pixels.
const hearts = (sure: Float32Array, width: number, height: number): Slanted[] => {
  const isSeen = new Uint8Array(sure.length);
  const isPrint = (at: number): boolean => isSeen[at] === 0 && (sure[at] ?? 0) > surePixel;
  const found: Slanted[] = [];
  const open: number[] = [];
  for (let start = 0; start < sure.length; start += 1) {
    if (!isPrint(start)) continue;
    const pixels: number[] = [];
    let sum = 0;
    isSeen[start] = 1;
    open.push(start);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      pixels.push(at);
      sum += sure[at] ?? 0;
      for (const next of [
        x > 0 ? at - 1 : at,
        x < width - 1 ? at + 1 : at,
        y > 0 ? at - width : at,
        y < height - 1 ? at + width : at,
      ])
        if (isPrint(next)) {
          isSeen[next] = 1;
          open.push(next);
        }
    }
    const heart = slantedOf(pixels, width);
    const isLine = heart.box.width >= 3 && heart.box.height >= 3;
    if (isLine && sum / pixels.length >= sureLine) found.push(heart);
  }
  return found;
};

const grown = (
  { left, top, width, height }: Box,
  across: number,
  down: number,
  page: GreyImage,
): Box => {
  const more = (width * height * growth) / (2 * (width + height));
  const from = {
    left: Math.max(0, Math.floor((left - more) * across)),
    top: Math.max(0, Math.floor((top - more) * down)),
  };
  return {
    ...from,
    width: Math.min(page.width, Math.ceil((left + width + more) * across)) - from.left,
    height: Math.min(page.height, Math.ceil((top + height + more) * down)) - from.top,
  };
};
