import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

import { quoted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import { eventLines, itemLines } from '../../sinks/log/json-log.js';
import { ofItem, recorded, type RecordedEvent } from '../../sinks/record/recorded-event.js';
import type * as ReportModule from '../../sinks/report/report.js';
import type { Report } from '../../sinks/report/report.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from './file-error.js';
import { refuseOverwriting } from './refuse-overwriting.js';

export interface RunFilesOptions {
  readonly events?: string;
  readonly report?: string;
  readonly trace?: string;
}

/** The files that are written of a run. */
export interface RunFiles extends Finishing {
  readonly sinks: readonly Sink[];
}

/** The files that are written of the runs of many items. */
export interface ItemsFiles extends Finishing {
  /** What watches the run of an item. */
  readonly sinksOf: (item: string) => readonly Sink[];
  /** Takes that an item failed of which no run tells. */
  readonly failed: (item: string, message: string, hasRun: boolean) => void;
}

interface Finishing {
  /** To be called when the run has ended. Gives what could not be written, in lines; mostly none. */
  readonly finish: () => string;
}

/**
 * Opens what `--events`, `--report` and `--trace` name, for a run that has read these files. Throws a
 * `UsageError` for what cannot be written: not when hours of work are done.
 */
export const runFiles = async (
  { events, report, trace }: RunFilesOptions,
  read: readonly string[],
): Promise<RunFiles> => {
  refuseOverwriting({ '--events': events, '--report': report, '--trace': trace }, read);
  const page = await pageAt(report, ({ report }) => report());
  const lines = events === undefined ? undefined : new OpenFile('--events', events, 'events');
  const traced = await traceAt(trace);
  const sinks = [
    lines === undefined
      ? undefined
      : eventLines((line) => {
          lines.take(line);
        }),
    page?.sink,
    traced?.sink,
  ];
  return {
    sinks: sinks.filter((sink) => sink !== undefined),
    finish: () => finished(lines, page, traced),
  };
};

/** The same for the runs of many items; what would be overwritten was refused before. */
export const itemsFiles = async (
  { events, report, trace }: RunFilesOptions,
  pipeline: string,
): Promise<ItemsFiles> => {
  const page = await pageAt(report, ({ itemsReport }) => itemsReport(pipeline));
  const lines = events === undefined ? undefined : new OpenFile('--events', events, 'events');
  const traced = await traceAt(trace);
  const write = itemLines((line) => {
    lines?.take(line);
  });
  const takers = [
    ...(lines === undefined ? [] : [write]),
    ...(page === undefined ? [] : [page.add]),
  ];
  return {
    sinksOf: (item) => [
      // Each by itself: one may fail and not the other.
      ...takers.map((take): Sink => (event) => {
        take(ofItem(recorded(event), item));
      }),
      ...(traced === undefined ? [] : [traced.sink]),
    ],
    failed: (item, message, hasRun) => {
      const event: RecordedEvent = {
        ...{ run: randomUUID(), item, sequence: 0, time: Date.now() },
        ...{ type: 'item-failed', message, hasRun },
      };
      for (const take of takers)
        try {
          take(event);
        } catch {
          // What cannot be written is told at the end.
        }
    },
    finish: () => finished(lines, page, traced),
  };
};

const finished = (
  lines: OpenFile | undefined,
  page: Page | undefined,
  traced: TraceFile | undefined,
): string =>
  [lines?.close(), page?.write(), traced?.close()]
    .map((one) => (one === undefined ? '' : `mlpipeline: ${one}\n`))
    .join('');

interface TraceFile {
  readonly sink: Sink;
  /** Gives what is wrong, if anything is. */
  readonly close: () => string | undefined;
}

const traceAt = async (path: string | undefined): Promise<TraceFile | undefined> => {
  if (path === undefined) return undefined;
  const file = new OpenFile('--trace', path, 'trace');
  const { chromeTrace } = await import('../../sinks/trace/chrome-trace.js');
  const { sink, end } = chromeTrace((line) => {
    file.take(line);
  });
  return {
    sink,
    close: () => {
      try {
        end();
      } catch {
        // What cannot be written is told with the file.
      }
      return file.close();
    },
  };
};

interface Page extends Pick<Report, 'sink' | 'add'> {
  /** Gives what is wrong, if anything is. */
  readonly write: () => string | undefined;
}

const pageAt = async (
  path: string | undefined,
  reportOf: (from: typeof ReportModule) => Report,
): Promise<Page | undefined> => {
  if (path === undefined) return undefined;
  tryWriting('--report', path);
  // Loaded for those who want a report only.
  const { sink, add, prepared } = reportOf(await import('../../sinks/report/report.js'));
  // Before the run: at its end there may be no time to wait for anything.
  const html = await prepared();
  return {
    sink,
    add,
    write: () => {
      try {
        writeFileSync(path, html());
        return undefined;
      } catch (error) {
        return `the report ${quoted(path)} could not be written: ${whyNotWritten(error)}`;
      }
    },
  };
};

/** Written as the run goes: a process that is killed leaves all that had happened, in whole lines. */
class OpenFile {
  private readonly path: string;
  private readonly what: string;
  private readonly file: number;
  private written = 0;
  private trouble: string | undefined;

  constructor(option: string, path: string, what: 'events' | 'trace') {
    this.path = path;
    this.what = what;
    this.file = opened(option, path);
  }

  take(line: string): void {
    // Of many items, each has a sink to leave out.
    if (this.trouble !== undefined) return;
    try {
      this.write(`${line}\n`);
    } catch (error) {
      this.trouble = `the ${this.what} in ${quoted(this.path)} ${this.what === 'events' ? 'are' : 'is'} incomplete, since writing failed: ${whyNotWritten(error)}`;
      this.cut();
      // Said to all that watch; this sink is left out from here on.
      throw new Error(this.trouble, { cause: error });
    }
  }

  // Before the run goes on, and that costs 2 µs: what was at work when the process ended is told.
  private write(line: string): void {
    const bytes = Buffer.from(line);
    for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
    this.written += bytes.length;
  }

  // A full disk takes a part of a line.
  private cut(): void {
    try {
      ftruncateSync(this.file, this.written);
    } catch {
      // A pipe or a device, which has no length.
    }
  }

  close(): string | undefined {
    try {
      closeSync(this.file);
    } catch (error) {
      this.trouble ??= `the ${this.what} in ${quoted(this.path)} may be incomplete: ${whyNotWritten(error)}`;
    }
    return this.trouble;
  }
}

const opened = (option: string, path: string, flags = 'w'): number => {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new UsageError(
      `\`${option}\`: ${quoted(path)} cannot be written: ${whyNotWritten(error)}`,
    );
  }
};

/**
 * Throws a `UsageError` where a file that is written at the end cannot be; until then, one of an earlier
 * run stays as it is.
 */
export const tryWriting = (option: string, path: string): void => {
  const isThere = existsSync(path);
  closeSync(opened(option, path, isThere ? 'r+' : 'wx'));
  if (!isThere) rmSync(path);
};
