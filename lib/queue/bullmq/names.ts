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
  worker: (id: string) => `${prefix}:worker:${id}`,
  /** The ids of workers, by when they were last there. */
  workers: `${prefix}:workers`,
  blob: (hash: string) => `${prefix}:blob:${hash}`,
  /** Channels. */
  work: `${prefix}:work`,
  cancel: `${prefix}:cancel`,
  needed: `${prefix}:needed`,
} as const;
