import { Option } from 'commander';

import { variable } from './variable.js';

export interface QueueFlags {
  readonly queue?: string;
  readonly remote?: 'all' | 'declared';
}

export const queueOption = (description: string): Option =>
  new Option('--queue <url>', `${description} (default: \`MLPIPELINE_QUEUE\`)`);

/** The queue that the flag or the environment names. */
export const queueAsked = ({ queue }: Pick<QueueFlags, 'queue'>): string | undefined =>
  queue ?? variable('MLPIPELINE_QUEUE');

/** Of a command that hands tasks over. */
export const tasksQueueOption = (): Option =>
  queueOption('have the tasks executed by the workers at this Redis, such as redis://host');

export const remoteOption = (): Option =>
  new Option(
    '--remote <which>',
    'which tasks: all, or those that declare `workers` (default: all)',
  ).choices(['all', 'declared']);
