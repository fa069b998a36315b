import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import type { Explained } from '../../store/cache/explain-cache.js';
import { shortId } from '../store/short-id.js';

const widestTask = 24;

/** What is told of the cache, a line for each task below a headline. */
export const cacheText = (explained: readonly Explained[], paint: Paint): readonly string[] => {
  const width = Math.min(widestTask, Math.max(0, ...explained.map(({ task }) => task.length)));
  const kept = explained.filter((one) => 'from' in one).length;
  return [
    `${paint.strong('Cache')} (${kept} of ${explained.length} kept)`,
    ...explained.map((one) => `  ${one.task.padEnd(width)}  ${said(one)}`),
  ];
};

const said = (one: Explained): string => {
  if ('why' in one) return `runs: ${visible(cutMessage(one.why.join('; ')))}`;
  const [run = '', ...task] = one.from.split('/');
  return `kept from ${shortId(run)}/${task.join('/')}`;
};
