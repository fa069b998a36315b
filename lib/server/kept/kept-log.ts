import {
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  type Observable,
  of,
  share,
  takeWhile,
} from 'rxjs';

import { abridged } from '../../sinks/record/recorded-event.js';
import type { History, KeptRun } from '../../store/store.js';
import { UnknownRunError } from '../../store/store-error.js';
import { eventText, mostCharacters } from '../runs/event-text.js';
import type { Batch, WatchableLog } from '../runs/readable-run.js';

/** So many events are sent at once. */
const page = 200;
/** Those that watch are mostly at the same place, or near it. */
const mostBatches = 8;

type Read = Pick<History, 'events' | 'run'>;

/** The logs of runs in a store: of each run one at a time, for all that watch it. */
export class KeptLogs {
  private readonly history: Read;
  private readonly looks$: Observable<unknown>;
  private readonly watched = new Map<string, KeptLog>();

  /** At each of `looks$` a run that is watched is looked after. */
  constructor(history: Read, looks$: Observable<unknown>) {
    this.history = history;
    this.looks$ = looks$;
  }

  of(run: KeptRun): WatchableLog {
    const { history, looks$, watched } = this;
    return watched.get(run.id) ?? new KeptLog(run, { history, looks$, watched });
  }
}

interface Rig {
  readonly history: Read;
  readonly looks$: Observable<unknown>;
  /** Where it stands while somebody watches. */
  readonly watched: Map<string, KeptLog>;
}

class KeptLog implements WatchableLog {
  readonly changed$: Observable<unknown>;
  private readonly run: string;
  private readonly history: Read;
  private readonly batches = new Map<number, Promise<Batch | undefined>>();
  /** How many there were when it was last looked after. */
  private events: number;
  private hasEnded: boolean;
  private isDone: boolean;

  constructor({ id, state, events }: KeptRun, { history, looks$, watched }: Rig) {
    this.run = id;
    this.history = history;
    this.events = events;
    this.hasEnded = state !== 'running';
    this.isDone = this.hasEnded;
    this.changed$ = defer(() => {
      if (this.isDone) return EMPTY;
      watched.set(id, this);
      return looks$.pipe(
        exhaustMap(() => this.look()),
        filter((isNews) => isNews),
        takeWhile(() => !this.isDone, true),
        finalize(() => watched.delete(id)),
      );
    }).pipe(share());
  }

  get isOver(): boolean {
    return this.isDone;
  }

  after(sequence: number): Batch | undefined | Promise<Batch | undefined> {
    if (!this.isDone && sequence >= this.events - 1) return undefined;
    return this.batches.get(sequence) ?? this.read(sequence);
  }

  /** Whether there is more, or will be no more. */
  private look(): Observable<boolean> {
    return defer(async () => {
      const { state, events } = await this.history.run(this.run);
      const isNews = events !== this.events;
      this.events = events;
      // The last events are written when a run has ended already.
      this.isDone = this.hasEnded && !isNews;
      this.hasEnded = state !== 'running';
      return isNews || this.isDone;
    }).pipe(
      catchError((error: unknown) => {
        // Who watches asks for more then, and is told why there is none.
        this.events = Infinity;
        this.isDone = error instanceof UnknownRunError;
        return of(true);
      }),
    );
  }

  private read(sequence: number): Promise<Batch | undefined> {
    const batch = this.history.events(this.run, sequence, page).then((events) => {
      const last = events.at(-1);
      if (last === undefined) return undefined;
      const text = events.map((event) => eventText(abridged(event, mostCharacters))).join('');
      return { bytes: Buffer.from(text), last: last.sequence };
    });
    this.batches.set(sequence, batch);
    const forget = (): void => {
      if (this.batches.get(sequence) === batch) this.batches.delete(sequence);
    };
    batch.then((found) => {
      if (found === undefined) forget();
    }, forget);
    const [oldest] = this.batches.keys();
    if (this.batches.size > mostBatches && oldest !== undefined) this.batches.delete(oldest);
    return batch;
  }
}
