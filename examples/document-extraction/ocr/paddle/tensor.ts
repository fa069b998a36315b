import type { GreyImage } from '../../preparation/grey-image.js';

/** What goes into a model and comes out of it. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** One of the three channels that a model was trained with: (shade / 255 - mean) / spread. */
export interface Channel {
  readonly mean: number;
  readonly spread: number;
}

/** A page in shades of grey as the three channels of a picture. */
export const tensorOf = (
  { data, width, height }: GreyImage,
  channels: readonly [Channel, Channel, Channel],
): Tensor => {
  const size = width * height;
  const all = new Float32Array(3 * size);
  channels.forEach(({ mean, spread }, channel) => {
    for (let at = 0; at < size; at += 1)
      all[channel * size + at] = ((data[at] ?? 0) / 255 - mean) / spread;
  });
  return { data: all, dims: [1, 3, height, width] };
};
