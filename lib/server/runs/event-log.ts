import { asapScheduler, auditTime, type Observable, observeOn, share, Subject } from 'rxjs';

import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { batchSize, eventText } from './event-text.js';
import type { Batch, WatchableLog } from './readable-run.js';

interface Entry {
  readonly sequence: number;
  readonly text: string;
  /** Told while it is news: progress, parts of values, lines of logs, of which there may be any number. */
  readonly isPassing: boolean;
}

/** How often those that wait are told, in milliseconds. */
const pause = 25;

const passing = new Set<RecordedEvent['type']>(['attempt-progress', 'attempt-part', 'attempt-log']);

/**
 * The events of a run, as server-sent events. Who watches holds nothing but the sequence of the last
 * event that it has taken: however many watch, however slow they read, the events are here once.
 */
export class EventLog implements WatchableLog {
  private entries: Entry[] = [];
  private readonly changes = new Subject<void>();
  private readonly changed: Observable<void>;
  private readonly most: number;
  private passingSize = 0;
  private size = 0;
  private isComplete = false;
  // Most of those that watch are at the same place.
  private readonly batches = new Map<number, Batch & { readonly until: number }>();

  /** Of those that pass, no more than `most` bytes are kept: the older half goes then. */
  constructor(most: number) {
    this.most = most;
    this.changed = this.changes.pipe(auditTime(pause), observeOn(asapScheduler), share());
  }

  get isOver(): boolean {
    return this.isComplete;
  }

  /** In bytes, about. */
  get bytes(): number {
    return this.size;
  }

  get last(): number {
    return this.entries.at(-1)?.sequence ?? -1;
  }

  /** Emits a moment after there is more, and completes after the last event. */
  get changed$(): Observable<void> {
    return this.changed;
  }

  append(event: RecordedEvent): void {
    const text = eventText(event);
    const isPassing = passing.has(event.type);
    this.entries.push({ sequence: event.sequence, text, isPassing });
    this.size += text.length;
    if (isPassing) this.passingSize += text.length;
    if (this.passingSize > this.most) this.forget();
    this.changes.next();
  }

  end(): void {
    this.isComplete = true;
    this.changes.complete();
  }

  /** What comes after an event, as much as is sent at once; `undefined` where there is nothing yet. */
  after(sequence: number): Batch | undefined {
    const { last } = this;
    if (sequence >= last) return undefined;
    const known = this.batches.get(sequence);
    if (known !== undefined && (known.bytes.length >= batchSize || known.until === last))
      return known;
    const batch = { ...this.batchFrom(this.indexAfter(sequence)), until: last };
    this.batches.delete(sequence);
    this.batches.set(sequence, batch);
    const [oldest] = this.batches.keys();
    if (this.batches.size > 16 && oldest !== undefined) this.batches.delete(oldest);
    return batch;
  }

  private batchFrom(start: number): Batch {
    const texts: string[] = [];
    let size = 0;
    let last = -1;
    for (let at = start; at < this.entries.length && size < batchSize; at += 1) {
      const { text, sequence } = this.entries[at] as Entry;
      texts.push(text);
      size += text.length;
      last = sequence;
    }
    return { bytes: Buffer.from(texts.join('')), last };
  }

  private indexAfter(sequence: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle] as Entry).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private forget(): void {
    let going = this.passingSize / 2;
    this.entries = this.entries.filter(({ isPassing, text }) => {
      if (!isPassing || going <= 0) return true;
      going -= text.length;
      this.passingSize -= text.length;
      this.size -= text.length;
      return false;
    });
    this.batches.clear();
  }
}
