import type { GreyImage } from './grey-image.js';

/** One value for each square of pixels of a page, and between them values in between. */
export class BlockGrid {
  static readonly side = 16;
  private readonly values: Float32Array;
  private readonly columns: number;
  private readonly rows: number;

  private constructor(values: Float32Array, columns: number, rows: number) {
    this.values = values;
    this.columns = columns;
    this.rows = rows;
  }

  /** The shade in each square than which `part` of its pixels are darker, from 0 to 1. */
  static ofShades({ data, width, height }: GreyImage, part: number): BlockGrid {
    const columns = Math.ceil(width / BlockGrid.side);
    const rows = Math.ceil(height / BlockGrid.side);
    const counts = new Uint16Array(256);
    const values = Float32Array.from({ length: columns * rows }, (_, block) => {
      const left = (block % columns) * BlockGrid.side;
      const top = Math.floor(block / columns) * BlockGrid.side;
      const right = Math.min(width, left + BlockGrid.side);
      const bottom = Math.min(height, top + BlockGrid.side);
      counts.fill(0);
      for (let y = top; y < bottom; y += 1)
        for (let at = y * width + left; at < y * width + right; at += 1) {
          const shade = data[at] ?? 0;
          counts[shade] = (counts[shade] ?? 0) + 1;
        }
      let rest = part * (right - left) * (bottom - top);
      return counts.findIndex((count) => (rest -= count) <= 0);
    });
    return new BlockGrid(values, columns, rows);
  }

  /** The largest value within `reach` squares of each. */
  largest(reach: number): BlockGrid {
    return this.around(reach, (near) => Math.max(...near));
  }

  /** The mean of the values within `reach` squares of each. */
  smooth(reach: number): BlockGrid {
    return this.around(reach, (near) => near.reduce((sum, value) => sum + value, 0) / near.length);
  }

  /** The values along a row of `width` pixels. */
  along(y: number, width: number, into: Float32Array): Float32Array {
    const [above, below, down] = this.between(y, this.rows);
    for (let x = 0; x < width; x += 1) {
      const [left, right, across] = this.between(x, this.columns);
      const upper = this.mixed(above * this.columns, left, right, across);
      const lower = this.mixed(below * this.columns, left, right, across);
      into[x] = upper + (lower - upper) * down;
    }
    return into;
  }

  private mixed(row: number, left: number, right: number, part: number): number {
    const from = this.values[row + left] ?? 0;
    return from + ((this.values[row + right] ?? 0) - from) * part;
  }

  // The squares whose middles a pixel lies between, and how far it is from the first to the second.
  private between(pixel: number, count: number): [number, number, number] {
    const at = Math.min(count - 1, Math.max(0, (pixel + 0.5) / BlockGrid.side - 0.5));
    const first = Math.floor(at);
    return [first, Math.min(count - 1, first + 1), at - first];
  }

  // First along rows, then along columns: the same for largest values and means, and much less work.
  private around(reach: number, of: (near: Float32Array) => number): BlockGrid {
    const { columns, rows, values } = this;
    const across = values.map((_, block) => {
      const start = block - (block % columns);
      const column = block % columns;
      return of(
        values.subarray(
          start + Math.max(0, column - reach),
          start + Math.min(columns, column + reach + 1),
        ),
      );
    });
    const down = across.map((_, block) => {
      const column = block % columns;
      const row = (block - column) / columns;
      const near: number[] = [];
      for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y += 1)
        near.push(across[y * columns + column] ?? 0);
      return of(Float32Array.from(near));
    });
    return new BlockGrid(down, columns, rows);
  }
}
