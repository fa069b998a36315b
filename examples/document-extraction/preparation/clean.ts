import { BlockGrid } from './block-grid.js';
import type { GreyImage } from './grey-image.js';

export interface CleanSettings {
  /** What is less dark than this against its paper, of 255, is never stretched to black. */
  readonly faintest: number;
  /** Below 1 makes half-dark strokes darker, which mends broken ones. */
  readonly gamma: number;
}

/**
 * Black print on white: shadows, folds and the tint of the paper are taken away, and print is
 * stretched to black by how dark it is nearby, so that faint lines come out as well as bold ones.
 */
export const clean = (
  { data, width, height }: GreyImage,
  { faintest, gamma }: CleanSettings,
): GreyImage => {
  const paper = BlockGrid.ofShades({ data, width, height }, 0.9).largest(1).smooth(1);
  const row = new Float32Array(width);
  const dark = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    paper.along(y, width, row);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      dark[at] = 255 - Math.min(255, ((data[at] ?? 0) * 255) / (row[x] || 1));
    }
  }
  const print = BlockGrid.ofShades({ data: dark, width, height }, 0.97).largest(3).smooth(3);
  const cleaned = new Uint8Array(data.length);
  const curve = Float32Array.from({ length: 257 }, (_, step) => 255 - 255 * (step / 256) ** gamma);
  for (let y = 0; y < height; y += 1) {
    print.along(y, width, row);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const black = Math.max(faintest, (row[x] ?? 0) * 0.9);
      cleaned[at] = curve[Math.round(Math.min(1, (dark[at] ?? 0) / black) * 256)] ?? 255;
    }
  }
  return { data: cleaned, width, height };
};
