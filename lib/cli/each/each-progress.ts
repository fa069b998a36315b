import type { Paint } from '../../diagnostics/paint.js';
import { counted } from '../../diagnostics/wording.js';
import { cut } from '../../diagnostics/width.js';
import { bar } from '../../sinks/progress/bar.js';
import { timeText } from '../../sinks/time-text.js';

const number = (count: number): string => count.toLocaleString('en');

/** How far a batch of items has come. Times are in milliseconds. */
export class EachProgress {
  done = 0;
  failed = 0;
  /** Done by an earlier call. */
  before = 0;
  /** Taken, and neither done nor failed. */
  inFlight = 0;
  private readonly total: number | undefined;
  private readonly began: number;
  // In the measure of `total`.
  private settled = 0;
  private passedBy = 0;

  constructor(total: number | undefined, began: number) {
    this.total = total;
    this.began = began;
  }

  /** How many items have ended, in whatever way. */
  get ended(): number {
    return this.done + this.failed + this.before;
  }

  /** An item of this size has ended. */
  settle(what: 'done' | 'failed' | 'before', size: number): void {
    this[what] += 1;
    this.settled += size;
    if (what === 'before') this.passedBy += size;
  }

  /** One line for a terminal of so many columns: a bar where the size of the source is known. */
  line(columns: number, now: number, paint: Paint): string {
    const fraction = this.fraction();
    const cells = fraction === undefined || columns < 60 ? 0 : Math.min(30, columns >> 3);
    const drawn = cells === 0 ? '' : `${bar(fraction ?? 0, cells, paint)}  `;
    // Colours take no place; only the end is ever cut.
    return drawn + cut(this.text(now), columns - (cells === 0 ? 0 : cells + 2));
  }

  /** `370 items done, 2 failed, 8 in flight, 12.3/s, 37 %, 51.0 s left`. */
  text(now: number): string {
    const left = this.left(now);
    const fraction = this.fraction();
    return [
      ...this.counts(),
      ...(this.inFlight > 0 ? [`${number(this.inFlight)} in flight`] : []),
      ...this.rate(now),
      ...(fraction === undefined ? [] : [`${Math.floor(fraction * 100)} %`]),
      ...(left === undefined ? [] : [`${timeText(left)} left`]),
    ].join(', ');
  }

  /** `998 items done, 2 failed, in 12.3 s (81.2/s)`. */
  summary(now: number): string {
    const rate = this.rate(now).map((text) => ` (${text})`);
    return `${[...this.counts(), `in ${timeText(now - this.began)}`].join(', ')}${rate.join('')}`;
  }

  private counts(): string[] {
    return [
      `${counted(this.done, 'item').replace(/^\d+/, number(this.done))} done`,
      ...(this.failed > 0 ? [`${number(this.failed)} failed`] : []),
      ...(this.before > 0 ? [`${number(this.before)} done before`] : []),
    ];
  }

  // How many items end, in whatever way; none where no time is shown, or none has ended.
  private rate(now: number): string[] {
    const [ended, took] = [this.done + this.failed, now - this.began];
    if (ended === 0 || took < 100) return [];
    const rate = (ended / took) * 1000;
    return [`${rate >= 100 ? number(Math.round(rate)) : rate.toFixed(1)}/s`];
  }

  private fraction(): number | undefined {
    return this.total === undefined || this.total === 0
      ? undefined
      : Math.min(1, this.settled / this.total);
  }

  private left(now: number): number | undefined {
    const worked = this.settled - this.passedBy;
    if (this.total === undefined || worked === 0) return undefined;
    return ((now - this.began) * Math.max(0, this.total - this.settled)) / worked;
  }
}
