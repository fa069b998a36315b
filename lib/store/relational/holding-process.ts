import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds something, so that another can tell whether it is still there. */
export interface Holder {
  /** As a reader may see it: `process 123 on host`. */
  readonly name: string;
  /** Since when it holds it, in milliseconds since the epoch. */
  readonly since: number;
  /** The machine, as far as process numbers count. */
  readonly machine: string;
  readonly pid: number;
  /** When the process began, for a number may be given again; empty where that is not known. */
  readonly began: string;
}

const orEmpty = (read: () => string): string => {
  try {
    return read();
  } catch {
    return '';
  }
};

/**
 * By Linux: the 22nd field, counted behind the name in brackets. Empty of one that has ended and whose
 * parent has not asked for it yet, as in containers where nobody does.
 */
const beginOf = (pid: number | 'self'): string =>
  orEmpty(() => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(state) ? '' : (fields[18] ?? '');
  });

let own: Omit<Holder, 'since'> | undefined;

/** This process, as the holder of something from now on. */
export const thisProcess = (since: number): Holder => {
  own ??= {
    name: `process ${process.pid} on ${hostname()}`,
    machine: [
      hostname(),
      orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
      // In containers the same numbers stand for other processes.
      orEmpty(() => readlinkSync('/proc/self/ns/pid')),
    ].join(' '),
    pid: process.pid,
    began: beginOf('self'),
  };
  return { ...own, since };
};

export const isThisProcess = ({ machine, pid, began }: Holder): boolean => {
  const me = thisProcess(0);
  return machine === me.machine && pid === me.pid && began === me.began;
};

/** Whether a process is known to have ended; `false` where it is on another machine. */
export const hasEnded = (holder: Holder): boolean => {
  if (holder.machine !== thisProcess(0).machine) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return holder.began !== '' && holder.began !== beginOf(holder.pid);
};

export const holderOf = (text: unknown): Holder | undefined =>
  typeof text === 'string' ? (JSON.parse(text) as Holder) : undefined;
