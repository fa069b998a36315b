import { setTimeout as wait } from 'node:timers/promises';

import { spin } from './thread-rounds.js';

interface Work {
  readonly work: number;
}

export const compute = ({ work }: Work): object => ({ done: spin(work) });

export const nothing = (): object => ({ done: 0 });

/** Holds its thread for long enough that all others of the pool are started too. */
export const settle = async (): Promise<object> => {
  await wait(1_000);
  return { done: 0 };
};

export const large = ({ work }: Work): object => ({ done: new Uint8Array(work) });
