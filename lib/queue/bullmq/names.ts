/** What all keys in Redis begin with. */
export const prefix = 'mlpipeline';

/** Keys and channels beside those of BullMQ. */
export const names = {
  /** A stream: what workers tell an overseer. */
  told: (overseer: string) => `${prefix}:told:${overseer}`,
  /** There while the overseer is. */
  overseer: (id: string) => `${prefix}:overseer:${id}`,
  /** There where an attempt is no longer wanted. */
  cancelled: (job: string) => `${prefix}:cancelled:${job}`,
  /** A hash: which overseer drives a run that others may go on with, and the jobs of what it has handed over. */
  run: (id: string) => `${prefix}:run:${id}`,
  worker: (id: string) => `${prefix}:worker:${id}`,
  /** What a worker is at. */
  atWork: (id: string) => `${prefix}:at-work:${id}`,
  /** The ids of workers, by when they were last there. */
  workers: `${prefix}:workers`,
  blob: (hash: string) => `${prefix}:blob:${hash}`,
} as const;

export interface Channels {
  /** Tells of what was handed over. */
  readonly work: string;
  readonly cancel: string;
  /** Tells of what nobody takes. */
  readonly needed: string;
}

/** Keys are those of a database of Redis, channels those of all: these are the ones of a database. */
export const channelsOf = (database: number): Channels => {
  const of = (what: string): string => `${prefix}:${database}:${what}`;
  return { work: of('work'), cancel: of('cancel'), needed: of('needed') };
};
