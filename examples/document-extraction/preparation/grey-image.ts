import sharp, { type Sharp } from 'sharp';

/** A page in shades of grey, one byte for each pixel, row by row: 0 is black. */
export interface GreyImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** An image for sharp to work on. */
export const toSharp = ({ data, width, height }: GreyImage): Sharp =>
  sharp(data, { raw: { width, height, channels: 1 } });

/** What sharp has made, in shades of grey. */
export const fromSharp = async (image: Sharp): Promise<GreyImage> => {
  const { data, info } = await image
    .extractChannel(0)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
};
