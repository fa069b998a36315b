import { stirred } from '../runners/random.js';

/** What stands for a value: no work is done that could make one, so all that it has is its luck. */
export class Placeholder {
  /** A whole number from which follows what is left to chance about it. */
  readonly luck: number;
  /** Which round of a repetition it is of. */
  readonly round: number;

  constructor(luck: number, round = 1) {
    this.luck = luck;
    this.round = round;
  }

  /** In events it is no more than a word. */
  toJSON(): string {
    return 'simulated';
  }

  toString(): string {
    return 'simulated';
  }
}

/** The luck of several together, and of a text with it: a number from 0 to 1. */
export const chanceOf = (text: string, values: readonly unknown[]): number => {
  let bits = 0;
  for (const value of values) bits = stirred(bits ^ luckOf(value));
  for (let at = 0; at < text.length; at += 1) bits = stirred(bits ^ text.charCodeAt(at));
  return (stirred(bits) >>> 0) / 2 ** 32;
};

/** The luck of a part of something. */
export const luckOfPart = (luck: number, at: number): number => stirred(luck ^ stirred(at + 1));

const luckOf = (value: unknown): number => {
  if (value instanceof Placeholder) return value.luck;
  return Array.isArray(value)
    ? value.reduce((bits: number, one) => stirred(bits ^ luckOf(one)), 1)
    : 0;
};
