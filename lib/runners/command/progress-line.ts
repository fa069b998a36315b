const form = /^\s*progress:\s*(\d+(?:\.\d+)?|\.\d+)(?:\s*(%)|\s*\/\s*(\d+(?:\.\d+)?))?\s*$/i;

/**
 * The fraction from 0 to 1 that a line tells, written `progress: 0.4`, `progress: 40%` or
 * `progress: 4/10`; `undefined` for any other line.
 */
export const progressIn = (line: string): number | undefined => {
  const [isProgress, amount, percent, whole] = form.exec(line) ?? [];
  if (isProgress === undefined) return undefined;
  const of = percent !== undefined ? 100 : whole !== undefined ? Number(whole) : 1;
  const fraction = Number(amount) / of;
  return fraction >= 0 && fraction <= 1 ? fraction : undefined;
};
