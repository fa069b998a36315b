import type { Sink } from '../../engine/event.js';
import { jsonLog } from '../../sinks/log/json-log.js';
import { textLog } from '../../sinks/log/text-log.js';
import type { EachCommandOptions } from './each-flags.js';

/** What is logged of the run of an item, by its place; each line is given to `print`. */
export const eachLogs = (
  print: (line: string) => void,
  { quiet, verbose, log }: EachCommandOptions,
): ((place: string) => readonly Sink[]) => {
  if (quiet || log === 'none') return () => [];
  if (log === 'json') {
    const all: readonly Sink[] = [jsonLog(print)];
    return () => all;
  }
  // By default only what failed is told: of many items, steps are noise.
  const sinkOf = log === undefined && !verbose ? teardownLog : textLog;
  return (place) => [
    sinkOf(
      (line) => {
        print(`[${place}] ${line}`);
      },
      { verbose },
    ),
  ];
};

// What no result says: the failure of an item is told with it.
const teardownLog = (write: (line: string) => void): Sink => {
  const log = textLog(write);
  return (event) => {
    if (event.type === 'teardown-failed') log(event);
  };
};
