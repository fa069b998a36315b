import {
  auditTime,
  buffer,
  bufferCount,
  concatMap,
  EMPTY,
  filter,
  from,
  lastValueFrom,
  merge,
  Subject,
} from 'rxjs';

import type { Sink } from '../../engine/events/event.js';
import { recorded, type RecordedEvent } from '../../sinks/record/recorded-event.js';
import type { RunWriter } from '../store.js';
import { type Unstored, withoutUnstored } from './unstored.js';

const milliseconds = 100;
const most = 500;

/**
 * Writes the events of a run in batches. The last of them may be lost in a crash: what is promised to last
 * is what tasks gave. `written` resolves when all are written, after the last event. Of a run that is left
 * nothing more is written.
 */
export const historySink = (
  writer: Pick<RunWriter, 'record'>,
  unstored: Unstored,
  fail: (error: unknown) => void,
  isLeft = () => false,
): { readonly sink: Sink; readonly written: Promise<void> } => {
  const events = new Subject<RecordedEvent>();
  // No timer runs while nothing waits for it, as `bufferTime`'s would: a run in which nothing is left that
  // could go on is told by an event loop with nothing to do.
  const isDue = merge(events.pipe(auditTime(milliseconds)), events.pipe(bufferCount(most)));
  let hasFailed = false;
  const written = lastValueFrom(
    events.pipe(
      buffer(isDue),
      filter((batch) => batch.length > 0),
      concatMap((batch) =>
        hasFailed
          ? EMPTY
          : from(
              writer.record(batch).catch((error: unknown) => {
                hasFailed = true;
                fail(error);
              }),
            ),
      ),
    ),
    { defaultValue: undefined },
  );
  return {
    sink: (event) => {
      if (!isLeft()) events.next(withoutUnstored(recorded(event), unstored));
      if (event.type === 'run-finished') events.complete();
    },
    written,
  };
};
