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
import type { Sink } from '../../engine/event.js';
import { eventLines } from '../../sinks/log/json-log.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';

export interface RunFilesOptions {
  readonly events?: string;
  readonly report?: string;
}

/** The files that are written of a run. */
export interface RunFiles {
  readonly sinks: readonly Sink[];
  /** To be called when the run has ended. Gives what could not be written, in lines; mostly none. */
  readonly finish: () => string;
}

/**
 * Opens what `--events` and `--report` name, for a run that has read these files. Throws a
 * `UsageError` for what cannot be written: not when hours of work are done.
 */
export const runFiles = async (
  { events, report }: RunFilesOptions,
  read: readonly string[],
): Promise<RunFiles> => {
  refuseOverwriting({ '--events': events, '--report': report }, read);
  if (report !== undefined) tryWriting('--report', report);
  const page = report === undefined ? undefined : await pageAt(report);
  const lines = events === undefined ? undefined : new EventsFile(events);
  return {
    sinks: [lines?.sink, page?.sink].filter((sink) => sink !== undefined),
    finish: () => {
      const troubles = [lines?.close(), page?.write()];
      return troubles.map((one) => (one === undefined ? '' : `mlpipeline: ${one}\n`)).join('');
    },
  };
};

const pageAt = async (
  path: string,
): Promise<{ readonly sink: Sink; readonly write: () => string | undefined }> => {
  // Loaded for those who want a report only.
  const { report } = await import('../../sinks/report/report.js');
  const { sink, prepared } = report();
  // Before the run: at its end there may be no time to wait for anything.
  const html = await prepared();
  return {
    sink,
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
class EventsFile {
  private readonly path: string;
  private readonly file: number;
  private written = 0;
  private trouble: string | undefined;

  constructor(path: string) {
    this.path = path;
    this.file = opened('--events', path);
  }

  readonly sink: Sink = eventLines((line) => {
    try {
      this.write(`${line}\n`);
    } catch (error) {
      this.trouble = `the events in ${quoted(this.path)} break off: ${whyNotWritten(error)}`;
      this.cut();
      // Said to all that watch; this sink is left out from here on.
      throw new Error(this.trouble, { cause: error });
    }
  });

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
      this.trouble ??= `the events in ${quoted(this.path)} may be incomplete: ${whyNotWritten(error)}`;
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

/** A report is written at the end; until then, one of an earlier run stays as it is. */
const tryWriting = (option: string, path: string): void => {
  const isThere = existsSync(path);
  closeSync(opened(option, path, isThere ? 'r+' : 'wx'));
  if (!isThere) rmSync(path);
};
