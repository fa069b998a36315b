import { duration } from './format.js';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const round = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const steps = [
  ...round,
  ...[1, 2, 5, 10, 20, 30].map((one) => one * second),
  ...[1, 2, 5, 10, 20, 30].map((one) => one * minute),
  ...[1, 2, 3, 6, 12].map((one) => one * hour),
  ...round.map((one) => one * 24 * hour),
];

/** Steps of an axis: round numbers of milliseconds, at most `most` of them. */
export const ticks = (
  from: number,
  to: number,
  most: number,
): { readonly step: number; readonly times: readonly number[] } => {
  const step = steps.find((one) => (to - from) / one <= most) ?? to - from;
  const times: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) times.push(at);
  return { step, times };
};

/** A time on an axis of such steps: as fine as they are. */
export const clock = (time: number, step: number): string => {
  if (step >= 1000 || time < 10_000) return duration(time);
  const minutes = Math.floor(time / 60_000);
  const digits = step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const seconds = `${((time % 60_000) / 1000).toFixed(digits)} s`;
  return minutes === 0 ? seconds : `${minutes} m ${seconds}`;
};
