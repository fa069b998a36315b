import { interval, type Observable } from 'rxjs';

import { abridged } from '../../sinks/record/recorded-event.js';
import type { History } from '../../store/store.js';
import { eventText, mostCharacters } from '../runs/event-text.js';
import type { Batch, WatchableLog } from '../runs/readable-run.js';

/** So many events are sent at once. */
const page = 200;
/** How often a run is looked after that another process drives, in milliseconds. */
const pause = 1_000;

/** The events of a run in a store, for one who watches it. */
export class KeptLog implements WatchableLog {
  readonly changed$: Observable<unknown> = interval(pause);
  private readonly history: Pick<History, 'events' | 'run'>;
  private readonly run: string;
  private isDone: boolean;

  constructor(history: Pick<History, 'events' | 'run'>, run: string, isDone: boolean) {
    this.history = history;
    this.run = run;
    this.isDone = isDone;
  }

  get isOver(): boolean {
    return this.isDone;
  }

  readonly after = async (sequence: number): Promise<Batch | undefined> => {
    // Asked for first: what was written before its end is read below.
    const isDone = this.isDone || (await this.history.run(this.run)).state !== 'running';
    const events = await this.history.events(this.run, sequence, page);
    const last = events.at(-1);
    if (last === undefined) {
      this.isDone = isDone;
      return undefined;
    }
    const text = events.map((event) => eventText(abridged(event, mostCharacters))).join('');
    return { bytes: Buffer.from(text), last: last.sequence };
  };
}
