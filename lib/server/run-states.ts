import type { WireState } from './wire.js';

/** The states of runs, as a query names them and the description of the API lists them. */
export const runStates = [
  'waiting',
  'running',
  'held',
  'done',
  'failed',
  'cancelled',
  'timeout',
  'interrupted',
] as const satisfies readonly WireState[];
