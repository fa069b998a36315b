import type { GreyImage } from './grey-image.js';

/**
 * How many pixels high the letters of a page are: the median of what hangs together in black and is
 * shaped like a letter, the taller counting for more, as specks are many. `undefined` where there
 * is no print. `page` is clean.
 */
export const letterHeight = (page: GreyImage): number | undefined => {
  const heights = letterHeights(page).sort((a, b) => a - b);
  const half = heights.reduce((sum, height) => sum + height, 0) / 2;
  let sum = 0;
  return heights.find((height) => (sum += height) >= half);
};

const letterHeights = ({ data, width, height }: GreyImage): number[] => {
  const isSeen = new Uint8Array(data.length);
  const heights: number[] = [];
  const open: number[] = [];
  for (let start = 0; start < data.length; start += 1) {
    if (isSeen[start] === 1 || (data[start] ?? 255) >= 128) continue;
    let [left, right, top, bottom] = [width, 0, height, 0];
    isSeen[start] = 1;
    open.push(start);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY += 1)
        for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX += 1) {
          const next = nextY * width + nextX;
          if (isSeen[next] === 1 || (data[next] ?? 255) >= 128) continue;
          isSeen[next] = 1;
          open.push(next);
        }
    }
    const [w, h] = [right - left + 1, bottom - top + 1];
    if (h >= 5 && h <= height / 12 && w >= h / 8 && w <= h * 3) heights.push(h);
  }
  return heights;
};
