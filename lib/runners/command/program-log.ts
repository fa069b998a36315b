import type { RunnerContext } from '../runner.js';
import type { Secrets } from '../values/secrets.js';
import { lineSplitter } from './line-splitter.js';
import { progressIn } from './progress-line.js';
import { StderrTail } from './stderr-tail.js';

/** The log of a program: what it writes to stderr, for the attempt that it works for at the time. */
export class ProgramLog {
  /** Absent while it works for none. */
  context: Pick<RunnerContext, 'log' | 'progress'> | undefined;
  tail = new StderrTail();
  private readonly splitter: ReturnType<typeof lineSplitter>;

  constructor(secrets: Secrets) {
    const progress = (line: string): boolean => {
      const fraction = progressIn(line);
      if (fraction !== undefined) this.context?.progress(fraction);
      return fraction !== undefined;
    };
    this.splitter = lineSplitter({
      line: (line) => {
        if (progress(line)) return;
        const safe = shown(line, secrets);
        this.tail.add(safe);
        this.context?.log(safe);
      },
      overwritten: progress,
    });
  }

  readonly write = (chunk: Uint8Array): void => {
    this.splitter.write(chunk);
  };

  end(): void {
    this.splitter.end();
  }
}

const shown = (line: string, secrets: Secrets): string => {
  const safe = secrets.hidden(line);
  // Where a line was cut, the beginning of a secret may stand at its end.
  return line.endsWith('…') && !secrets.isEmpty ? `${safe.slice(0, -secrets.longest - 1)}…` : safe;
};
