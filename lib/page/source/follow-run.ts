import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { Account } from '../../sinks/report/account.js';
import { eventsUrl } from './request.js';
import type { RunWatcher } from './source.js';
import { streamEvents } from './stream-events.js';

/** Of the values of a run, about so many characters: the server has the others. */
const most = 8_000_000;
/** Of its log lines, attempts and waits, each: no more are to be told apart while they come. */
const mostEntries = 20_000;
/**
 * What is shown is made anew so often at most, in milliseconds, and a tenth of the time at most; but however long
 * it took to make last, nobody waits longer than the most for what has come.
 */
const leastPause = 150;
const share = 10;
const mostPause = 2_000;

/**
 * Follows a run by its events, which are folded as they come. A connection that is lost is made again,
 * and goes on after the last event.
 */
export const followRun = (
  run: string,
  { show, connected, brokeOff, failed }: RunWatcher,
): (() => void) => {
  let account = new Account({ most, mostEntries });
  let last = -1;
  // One that was gone on with has an end among its events, too.
  let hasEnded = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = leastPause;
  let shownAt = -Infinity;

  const make = (): void => {
    timer = undefined;
    const began = performance.now();
    const data = account.data();
    // Folding and drawing are two tasks, between which the page may scroll.
    setTimeout(() => {
      show(data);
      setTimeout(() => {
        shownAt = performance.now();
        pause = Math.min(mostPause, Math.max(leastPause, (shownAt - began) * share));
      });
    });
  };
  const take = (text: string): void => {
    const event = JSON.parse(text) as RecordedEvent;
    // Sent again after a connection was lost.
    if (event.sequence <= last) return;
    // It was gone on with: what was told before is told again as far as it holds.
    if (event.type === 'run-started' && last >= 0) account = new Account({ most, mostEntries });
    last = event.sequence;
    account.add(event);
    timer ??= setTimeout(make, Math.max(0, Math.min(pause, shownAt + pause - performance.now())));
    hasEnded = event.type === 'run-finished';
  };
  const close = streamEvents(eventsUrl(run), {
    opened: () => {
      connected(true);
    },
    take,
    lost: () => {
      connected(false);
    },
    closed: () => {
      connected(false);
      if (last < 0) failed(`There is no run ${run}, or the server cannot be reached.`);
      else if (!hasEnded) brokeOff();
    },
  });
  return () => {
    close();
    clearTimeout(timer);
  };
};
