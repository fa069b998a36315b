import type { Sink } from '../../engine/events/event.js';
import { jsonLog } from '../../sinks/log/json-log.js';
import { textLog } from '../../sinks/log/text-log.js';
import { notesLog } from '../terminal/notes-log.js';
import type { EachCommandOptions } from './each-flags.js';

/** What is logged of the run of an item, by its place; each line is given to `print`. */
export const eachLogs = (
  print: (line: string) => void,
  { quiet, verbose, log, explain }: EachCommandOptions,
): ((place: string) => readonly Sink[]) => {
  const notes = explain === true ? [notesLog] : [];
  if (log === 'json' && !quiet) {
    const all: readonly Sink[] = [jsonLog(print)];
    return () => all;
  }
  // By default only what failed is told: of many items, steps are noise.
  const logs =
    quiet || log === 'none'
      ? notes
      : log === undefined && !verbose
        ? [teardownLog, ...notes]
        : [textLog];
  return (place) =>
    logs.map((logOf) =>
      logOf(
        (line) => {
          print(`[${place}] ${line}`);
        },
        { verbose },
      ),
    );
};

// What no result says: the failure of an item is told with it.
const teardownLog = (write: (line: string) => void): Sink => {
  const log = textLog(write);
  return (event) => {
    if (event.type === 'teardown-failed') log(event);
  };
};
