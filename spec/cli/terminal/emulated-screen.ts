/* eslint-disable no-control-regex -- what moves a cursor is what this is about */
import type { VirtualTimeScheduler } from 'rxjs';

import type { Clock } from '../../../lib/cli/terminal/live-area.js';

/** The clock of a terminal in virtual time. */
export const clockOf = (scheduler: VirtualTimeScheduler): Clock => ({
  now: () => scheduler.now(),
  after: (milliseconds, call) => {
    const timer = scheduler.schedule(call, milliseconds);
    return () => {
      timer.unsubscribe();
    };
  },
});

/** A terminal, as far as what is drawn on it moves about: what a user sees, and what has scrolled off. */
export class EmulatedScreen {
  columns: number;
  rows: number;
  /** All that was written, escapes and all, each write by itself. */
  readonly written: string[] = [];
  private readonly lines: string[] = [''];
  private row = 0;
  private column = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.written.push(text);
    for (const [part] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|\n|\r|[^\u001b\n\r]+/g))
      this.take(part);
  };

  readonly size = (): { columns: number; rows: number } => this;

  /** The lines from the first one that was written, without those at the end that are empty. */
  get shown(): string[] {
    const last = this.lines.findLastIndex((line) => line.trim() !== '');
    return this.lines.slice(0, last + 1).map((line) => line.trimEnd());
  }

  /** Makes the window narrower as terminals do: a line that does not fit goes on in the next. */
  narrow(columns: number): void {
    this.columns = columns;
    const broken = this.lines.flatMap((line) =>
      line.length <= columns
        ? [line]
        : Array.from({ length: Math.ceil(line.length / columns) }, (_, at) =>
            line.slice(at * columns, (at + 1) * columns),
          ),
    );
    this.row += broken.length - this.lines.length;
    this.lines.splice(0, this.lines.length, ...broken);
  }

  private take(part: string): void {
    const [, count = '', command] = /^\u001b\[\??(\d*)[\d;]*([A-Za-z])$/.exec(part) ?? [];
    if (part === '\n') this.to(this.row + 1, 0);
    else if (part === '\r') this.column = 0;
    else if (command === undefined) this.put(part);
    else if (command === 'A') this.to(this.row - Number(count || 1), this.column);
    else if (command === 'B') this.to(this.row + Number(count || 1), this.column);
    else if (command === 'G') this.column = Number(count || 1) - 1;
    else if (command === 'J')
      this.lines.splice(this.row, Infinity, this.line.slice(0, this.column));
    else if (command === 'K')
      this.lines[this.row] = count === '2' ? '' : this.line.slice(0, this.column);
    else if (!'hlm'.includes(command)) throw new Error(`not known to this screen: ${command}`);
  }

  private get line(): string {
    return this.lines[this.row] ?? '';
  }

  private put(text: string): void {
    const line = this.line.padEnd(this.column);
    this.lines[this.row] =
      line.slice(0, this.column) + text + line.slice(this.column + text.length);
    this.column += text.length;
  }

  private to(row: number, column: number): void {
    if (row < 0) throw new Error('the cursor was moved above the first line');
    while (this.lines.length <= row) this.lines.push('');
    this.row = row;
    this.column = column;
  }
}
