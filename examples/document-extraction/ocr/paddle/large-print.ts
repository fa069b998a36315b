import type { Box } from '../../preparation/place.js';
import type { Line } from '../line.js';
import type { Slanted } from './slanted.js';

/** A line with where it is on the page. */
export interface PlacedLine {
  readonly slanted: Slanted;
  readonly line: Line;
}

// How much higher than what is usual on the page large print is, at least.
const least = 2;
// What lies in a box by this part of itself is a piece of what is in it.
const mostly = 0.7;
const hardly = 0.25;
const sure = 0.8;
// By how many letters it says more than its pieces, at least.
const more = 2;

/**
 * Of what was found on a page made smaller, the large print: names in logos, which fall to pieces
 * where the lines of the body are found best. What holds but a part of a line is none.
 */
export const largeAmong = (coarse: readonly Slanted[], fine: readonly Slanted[]): Slanted[] => {
  const heights = fine.map(({ box }) => box.height).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length / 2)] ?? Infinity;
  return coarse.filter(
    ({ box }) =>
      box.height >= least * usual &&
      fine.every((one) => {
        if (partWithin(one.box, box) <= mostly) return partWithin(box, one.box) < hardly;
        return one.box.width < mostly * box.width;
      }),
  );
};

/** Lines with the large print that says more than what was read of its pieces, in their place. */
export const withLargePrint = (
  lines: readonly PlacedLine[],
  large: readonly PlacedLine[],
): Line[] => {
  let rest = lines;
  const whole = large.filter(({ slanted, line }) => {
    const pieces = rest.filter((one) => partWithin(one.slanted.box, slanted.box) > mostly);
    const isMore =
      line.words.every(({ confidence }) => confidence >= sure) &&
      lettersOf([line]) >= lettersOf(pieces.map((piece) => piece.line)) + more;
    if (isMore) rest = rest.filter((one) => !pieces.includes(one));
    return isMore;
  });
  return [...whole, ...rest].map(({ line }) => line);
};

const lettersOf = (lines: readonly Line[]): number =>
  lines.flatMap(({ words }) => words.flatMap(({ text }) => text.match(/\p{L}/gu) ?? [])).length;

const partWithin = (one: Box, other: Box): number => {
  const across =
    Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down =
    Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return (Math.max(0, across) * Math.max(0, down)) / (one.width * one.height);
};
