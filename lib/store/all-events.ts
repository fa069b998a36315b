import type { RecordedEvent } from '../sinks/record/recorded-event.js';
import type { History } from './store.js';

const page = 5_000;

/** The events of a run in their order, read in pages. */
export async function* allEvents(
  history: Pick<History, 'events'>,
  run: string,
): AsyncGenerator<RecordedEvent> {
  let after = -1;
  for (;;) {
    const events = await history.events(run, after, page);
    yield* events;
    const last = events.at(-1);
    if (last === undefined || events.length < page) return;
    after = last.sequence;
  }
}
