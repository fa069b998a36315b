import { createLogUpdate } from 'log-update';

import type { Screen } from '../../sinks/progress/progress.js';
import { interceptLines } from './intercept-lines.js';
import { type Clock, LiveArea, realClock } from './live-area.js';

/** A live area on stderr, and what else is written to the same terminal above it. */
export interface LiveTerminal extends Screen {
  /** Prints lines above what is drawn. */
  readonly print: (lines: string) => void;
}

/**
 * A live area on stderr. Until it is closed, what others write to the same terminal, modules of
 * runners for example, is printed above it.
 */
export const liveTerminal = (
  stderr: NodeJS.WriteStream,
  stdout: NodeJS.WriteStream,
  clock: Clock = realClock,
): LiveTerminal => {
  const write = stderr.write.bind(stderr);
  const area = new LiveArea(
    {
      write: (text) => {
        write(text);
      },
      size: () => ({ columns: stderr.columns, rows: stderr.rows }),
    },
    clock,
    createLogUpdate,
  );
  const intercepted = (stdout.isTTY ? [stderr, stdout] : [stderr]).map((stream) =>
    interceptLines(stream, (lines, write) => {
      area.print(lines, write);
    }),
  );
  const resized = (): void => {
    area.refresh(clock.now());
  };
  let isSuspended = false;
  // By Ctrl-Z.
  const suspended = (): void => {
    area.clear();
    isSuspended = true;
    process.kill(process.pid, 'SIGSTOP');
  };
  // Whoever else stopped the process may have written below.
  const continued = (): void => {
    if (!isSuspended) area.forget();
    isSuspended = false;
  };
  const close = (last = ''): void => {
    for (const giveBack of intercepted.splice(0)) giveBack();
    area.close(last);
    stderr.off('resize', resized);
    process.off('SIGTSTP', suspended);
    process.off('SIGCONT', continued);
    process.off('exit', ended);
  };
  const ended = (): void => {
    close();
  };
  stderr.on('resize', resized);
  process.on('SIGTSTP', suspended);
  process.on('SIGCONT', continued);
  process.on('exit', ended);
  return {
    open: (frame) => {
      area.open(frame);
    },
    refresh: (now) => {
      area.refresh(now);
    },
    print: (lines) => {
      area.print(lines);
    },
    close,
  };
};
