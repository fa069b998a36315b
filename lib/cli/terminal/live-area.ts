import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import type { createLogUpdate } from 'log-update';

import { width } from '../../diagnostics/width.js';
import type { Frame, Screen } from '../../sinks/progress/progress.js';

/** Time as it passes for a terminal. */
export interface Clock {
  /** In the same milliseconds as the times of events. */
  readonly now: () => number;
  /** Calls once, after these many milliseconds, unless the function it gives is called before. */
  readonly after: (milliseconds: number, call: () => void) => () => void;
}

/** Real time; what waits for it keeps no process alive. */
export const realClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A terminal, as far as it is drawn upon. */
export interface Terminal {
  readonly write: (text: string) => void;
  /** As they are now; 0 where the terminal does not say. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}

interface Print {
  readonly text: string;
  readonly write: (text: string) => void;
}

// In milliseconds: between two drawings, and where nothing happens but that time passes.
const soonest = 100;
const latest = 250;

// So many characters are printed at once, however little time has passed: they take up memory.
const mostPending = 1 << 16;

// Terminals that know these show what is between them in one go.
const synchronized = { begin: '\u001b[?2026h', end: '\u001b[?2026l' };

// The rest is for what is printed above.
const mostOfHeight = 0.75;

/**
 * The last lines of a terminal, drawn again and again, and what is printed meanwhile above them.
 * Prints wait for the next drawing. Holds a timer, which keeps no process alive, until it is closed.
 */
export class LiveArea implements Screen {
  private readonly terminal: Terminal;
  private readonly clock: Clock;
  private readonly update: ReturnType<typeof createLogUpdate>;
  private frame: ((view: Frame) => readonly string[]) | undefined;
  private drawn: readonly string[] = [];
  private drawnColumns = 0;
  private drawnAt = 0;
  private isSoon = false;
  private stopTimer: (() => void) | undefined;
  private pending: Print[] = [];
  private pendingSize = 0;

  constructor(terminal: Terminal, clock: Clock, create: typeof createLogUpdate) {
    this.terminal = terminal;
    this.clock = clock;
    const stream = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        this.add(text);
        done();
      },
    });
    Object.defineProperties(stream, {
      columns: { get: () => this.size().columns },
      rows: { get: () => this.size().rows },
    });
    // It leaves the cursor alone: what hides it would have to show it again however the process ends.
    this.update = create(stream, { showCursor: true });
  }

  /** Draws these lines from now on; not at once: what is over in no time never shows. */
  open(frame: (view: Frame) => readonly string[]): void {
    this.frame = frame;
    this.drawnAt = this.clock.now();
    this.drawSoon(this.drawnAt);
  }

  /** Draws now, or as soon as the last drawing is long enough ago. Takes constant time on average. */
  refresh(now: number): void {
    if (this.frame === undefined) return;
    if (now - this.drawnAt >= soonest) this.draw(now);
    else this.drawSoon(now);
  }

  /** Prints whole lines above what is drawn, through `write` where they are another stream's. */
  print(text: string, write = this.terminal.write): void {
    if (this.frame === undefined) {
      write(text);
      return;
    }
    this.add(text, write);
    this.pendingSize += text.length;
    const now = this.clock.now();
    // Not at once: what is to be drawn may be about to learn of what is printed.
    if (this.pendingSize < mostPending) this.drawSoon(now);
    else this.draw(now);
  }

  /** Takes away what is drawn; the next drawing is below whatever stands on the terminal by then. */
  clear(): void {
    if (this.drawn.length > 0) this.erase(this.size().columns);
    this.flush();
  }

  /** Leaves alone what is drawn: the next drawing is below it and below what came after. */
  forget(): void {
    this.update.done();
    this.drawn = [];
  }

  /** Leaves nothing of what was drawn but a last line, if any. */
  close(last = ''): void {
    if (this.frame === undefined) return;
    this.stopTimer?.();
    this.frame = undefined;
    const prints = this.taken();
    if (this.drawn.length > 0) this.erase(this.size().columns);
    for (const { text, write } of prints) this.add(text, write);
    if (last !== '') this.add(`${last}\n`);
    this.flush();
  }

  private draw(now: number): void {
    if (this.frame === undefined) return;
    const { columns, rows } = this.size();
    // A line that fills the last column makes some terminals begin another.
    const lines = this.frame({
      columns: columns - 1,
      height: Math.max(1, Math.floor(rows * mostOfHeight)),
      now,
    });
    const prints = this.taken();
    if (this.drawn.length > 0 && (prints.length > 0 || columns !== this.drawnColumns))
      this.erase(columns);
    for (const { text, write } of prints) this.add(text, write);
    this.update(lines.join('\n'));
    this.flush();
    this.drawn = lines;
    this.drawnColumns = columns;
    this.drawnAt = now;
    this.isSoon = false;
    this.plan(latest);
  }

  // A window that has become narrower has broken the lines that were drawn.
  private erase(columns: number): void {
    const rows = this.drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(width(stripVTControlCharacters(line)) / columns)),
      0,
    );
    this.add(`\r\u001b[${rows}A\u001b[J`);
    this.forget();
  }

  private drawSoon(now: number): void {
    if (this.isSoon) return;
    this.isSoon = true;
    // A clock may have been set back.
    this.plan(Math.min(soonest, Math.max(0, this.drawnAt + soonest - now)));
  }

  private plan(milliseconds: number): void {
    this.stopTimer?.();
    this.stopTimer = this.clock.after(milliseconds, () => {
      this.draw(this.clock.now());
    });
  }

  private size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.terminal.size();
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  private taken(): readonly Print[] {
    const { pending } = this;
    this.pending = [];
    this.pendingSize = 0;
    return pending;
  }

  private add(text: string, write = this.terminal.write): void {
    this.pending.push({ text, write });
  }

  private flush(): void {
    const prints = this.taken();
    if (prints.length === 0) return;
    const all = [
      { text: synchronized.begin, write: this.terminal.write },
      ...prints,
      { text: synchronized.end, write: this.terminal.write },
    ];
    let held = '';
    all.forEach(({ text, write }, index) => {
      held += text;
      if (write === all[index + 1]?.write) return;
      write(held);
      held = '';
    });
  }
}
