/** What a task of a run is in. */
export type TaskState =
  'pending' | 'running' | 'finished' | 'failed' | 'skipped' | 'omitted' | 'cancelled';
