import * as t from 'io-ts';

/** A rectangle in pixels, from the left and the top of a page. */
export const Box = t.type({ left: t.number, top: t.number, width: t.number, height: t.number });
export type Box = t.TypeOf<typeof Box>;

const Size = t.type({ width: t.number, height: t.number });

/** How a prepared page came of the original: turned about its middle, then scaled. */
export const Place = t.type({
  /** The original page, in pixels. */
  original: Size,
  /** The prepared page, in pixels. */
  prepared: Size,
  /** By how many degrees the original is turned clockwise. */
  degrees: t.number,
  /** How many pixels of the prepared page there are to one of the original. */
  scale: t.number,
});
export type Place = t.TypeOf<typeof Place>;

/** What surrounds, on the original page, a box of the prepared one. */
export const onOriginal = (box: Box, { original, prepared, degrees, scale }: Place): Box =>
  moved(box, prepared, degrees, 1 / scale, original);

/** What surrounds, on the prepared page, a box of the original one. */
export const onPrepared = (box: Box, { original, prepared, degrees, scale }: Place): Box =>
  moved(box, original, -degrees, scale, prepared);

type Size = t.TypeOf<typeof Size>;

const moved = (box: Box, from: Size, degrees: number, scale: number, to: Size): Box => {
  const sin = Math.sin((degrees * Math.PI) / 180);
  const cos = Math.cos((degrees * Math.PI) / 180);
  const x = box.left + box.width / 2 - from.width / 2;
  const y = box.top + box.height / 2 - from.height / 2;
  const width = (box.width * cos + box.height * Math.abs(sin)) * scale;
  const height = (box.width * Math.abs(sin) + box.height * cos) * scale;
  return {
    left: to.width / 2 + (x * cos - y * sin) * scale - width / 2,
    top: to.height / 2 + (x * sin + y * cos) * scale - height / 2,
    width,
    height,
  };
};

/** What surrounds some boxes; they must not be none. */
export const around = (boxes: readonly Box[]): Box => {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
};
