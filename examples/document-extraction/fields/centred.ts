import type { Box } from '../preparation/place.js';
import type { Row } from './row.js';

// Of the rows below a first one, how many are looked at, and how many must stand on one axis.
const most = 4;
const least = 3;
// In heights of a row: how far from the axis they may stand, and the first one not.
const near = 0.25;
const far = 0.5;

/**
 * Whether a row lies beside the axis that those below it are centred on: then a piece of it, at one
 * of its ends, was too faint to be read.
 */
export const isOffCentre = (box: Box, rows: readonly Row[]): boolean => {
  const below = rows
    .filter((row) => row.box.top + row.box.height / 2 > box.top + box.height)
    .slice(0, most);
  // All begin below its beginning: they are not centred.
  const isFlush =
    below.filter((row) => Math.abs(row.box.left - box.left) <= near * box.height).length >= least;
  const offsets = below.map((row) => (middle(row.box) - middle(box)) / box.height);
  return (
    !isFlush &&
    offsets.some(
      (axis) =>
        Math.abs(axis) > far &&
        offsets.filter((offset) => Math.abs(offset - axis) <= near).length >= least,
    )
  );
};

const middle = ({ left, width }: Box): number => left + width / 2;
