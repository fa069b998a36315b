import { longText } from '../../diagnostics/wording.js';
import type { JsonComponent } from '../../drawing/json-graph.js';

/** A policy of retries in words; `undefined` where there is none. */
export const retryText = ({ retry }: JsonComponent): string | undefined => {
  if (retry === undefined || retry.attempts === 0) return undefined;
  const { attempts, delay, backoff, maxDelay, jitter } = retry;
  return [
    `up to ${attempts} more`,
    ...(delay > 0 ? [`after ${longText(delay)}`] : []),
    ...(backoff === 1 ? [] : [`then × ${backoff} each`]),
    ...(maxDelay === undefined ? [] : [`at most ${longText(maxDelay)}`]),
    ...(jitter > 0 ? [`jitter ${jitter}`] : []),
  ].join(', ');
};
