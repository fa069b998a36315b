/**
 * How long an attempt of a task takes, in milliseconds: a time, the ways in which it may vary, or
 * times that were measured, of which each attempt takes one.
 */
export type Duration =
  | number
  | { readonly uniform: readonly [least: number, most: number] }
  /** What would be below nothing is nothing. */
  | { readonly normal: Spread }
  /** Mean and deviation are those of the durations, not of their logarithms. */
  | { readonly lognormal: Spread }
  | { readonly exponential: { readonly mean: number } }
  | { readonly samples: readonly number[] };

export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** One duration, by random numbers from 0 to 1. */
export const drawn = (duration: Duration, random: () => number): number => {
  if (typeof duration === 'number') return duration;
  if ('uniform' in duration) {
    const [least, most] = duration.uniform;
    return least + (most - least) * random();
  }
  if ('samples' in duration) {
    const { samples } = duration;
    return samples[Math.floor(random() * samples.length)] ?? 0;
  }
  if ('exponential' in duration) return -duration.exponential.mean * Math.log(1 - random());
  if ('normal' in duration) {
    const { mean, deviation } = duration.normal;
    return Math.max(0, mean + deviation * standardNormal(random));
  }
  const { mean, deviation } = duration.lognormal;
  if (mean === 0) return 0;
  const variance = Math.log(1 + (deviation / mean) ** 2);
  return Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * standardNormal(random));
};

// Box and Muller's.
const standardNormal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Why something is no duration, in words that go on from its name; `undefined` where it is one. */
export const durationProblem = (duration: Duration): string | undefined => {
  if (typeof duration === 'number') return timeProblem(duration);
  if (typeof duration !== 'object' || (duration as unknown) === null)
    return 'must be a number of milliseconds or a distribution';
  if ('uniform' in duration) {
    const [least, most] = duration.uniform;
    return (
      timeProblem(least) ??
      timeProblem(most) ??
      (least > most ? 'has a minimum above its maximum' : undefined)
    );
  }
  if ('samples' in duration)
    return duration.samples.length === 0
      ? 'has no samples'
      : duration.samples.map(timeProblem).find((one) => one !== undefined);
  if ('exponential' in duration) return timeProblem(duration.exponential.mean);
  if ('normal' in duration || 'lognormal' in duration) {
    const { mean, deviation } = 'normal' in duration ? duration.normal : duration.lognormal;
    return timeProblem(mean) ?? timeProblem(deviation);
  }
  return `must be a number of milliseconds or one of ${distributions.join(', ')}`;
};

export const distributions = ['uniform', 'normal', 'lognormal', 'exponential', 'samples'] as const;

const timeProblem = (time: number): string | undefined => {
  if (typeof time !== 'number' || !Number.isFinite(time))
    return `must be a number of milliseconds, not ${String(time)}`;
  return time < 0 ? `cannot be negative, as ${time} is` : undefined;
};
