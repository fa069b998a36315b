const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

export const durationPattern = '^([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)$';
const isDuration = new RegExp(durationPattern);

/** 24 days: JavaScript's timers can wait no longer than 2^31 - 1 ms, not quite 25. */
export const mostMilliseconds = 24 * 24 * 3_600_000;

export const durationForms = 'write `500ms`, `30s`, `5m`, `1h`, or a number of seconds';

/** What a duration as it is written is in milliseconds, within no bounds; NaN for what is none. */
export const millisecondsOf = (written: string | number): number => {
  if (typeof written === 'number') return written * 1000;
  const match = isDuration.exec(written);
  return Number(match?.[1]) * (units.get(match?.[2] ?? '') ?? NaN);
};
