import { readdirSync, readFileSync } from 'node:fs';

import { onExit } from 'signal-exit';

import { hasEnded, willBeEnded } from './survivor.js';

/*
 * A program is started as the leader of a process group, so that whatever it starts can be ended
 * with it. A group that is no child of the terminal's hears no Ctrl-C: all that live are killed when
 * this process exits, or by a process that survives it.
 */

const living = new Map<number, ProcessGroup>();
let stopWatching: (() => void) | undefined;

const pollEvery = 20;
// What is still there so long after SIGKILL cannot be killed, or is no longer ours.
const lastWait = 1_000;

/** The processes that descend from one program, which `name` names. `pid` is its leader's. */
export class ProcessGroup {
  readonly name: string;
  private readonly pid: number;
  private ending: Promise<void> | undefined;
  /** When its grace is over. */
  private deadline = 0;

  constructor(pid: number, name: string) {
    this.pid = pid;
    this.name = name;
    living.set(pid, this);
    willBeEnded(pid);
    stopWatching ??= onExit(() => {
      for (const group of living.values()) group.kill();
    });
  }

  get isEnding(): boolean {
    return this.ending !== undefined;
  }

  /** Resolves when what is being ended has ended; at once where nothing asked for the end. */
  get ended(): Promise<void> {
    return this.ending ?? Promise.resolve();
  }

  /**
   * Ends all of them: SIGTERM, then SIGKILL for those that are there after `grace` milliseconds.
   * Resolves when none is left.
   */
  end(grace: number): Promise<void> {
    // Asked again: what was about to become another program may have missed the first signal.
    if (this.ending !== undefined && living.get(this.pid) === this) this.signal('SIGTERM');
    if (this.ending === undefined) this.deadline = performance.now() + grace;
    return (this.ending ??= this.endAll(grace));
  }

  private async endAll(grace: number): Promise<void> {
    if (this.signal('SIGTERM') && !(await this.isGoneWithin(grace))) {
      this.kill();
      await this.isGoneWithin(lastWait);
    }
    living.delete(this.pid);
    hasEnded(this.pid);
    if (living.size > 0) return;
    stopWatching?.();
    stopWatching = undefined;
  }

  /** Waits for what is being ended without a turn of the event loop, and kills what will not end. */
  endNow(): void {
    const nobody = new Int32Array(new SharedArrayBuffer(4));
    while (performance.now() < this.deadline && this.isThere())
      Atomics.wait(nobody, 0, 0, pollEvery);
    this.kill();
  }

  /** Kills all of them at once. */
  kill(): void {
    this.signal('SIGKILL');
  }

  // Asked again and again rather than once at the end: a group that is gone leaves its number free
  // for another.
  private isGoneWithin(milliseconds: number): Promise<boolean> {
    const start = performance.now();
    return new Promise((resolve) => {
      const ask = (): void => {
        if (!this.isThere()) resolve(true);
        else if (performance.now() - start >= milliseconds) resolve(false);
        else setTimeout(ask, pollEvery);
      };
      ask();
    });
  }

  // Those that have ended and that nobody has waited for yet can be signalled still, for as long as
  // the system's first process leaves them so; in a container that may be for ever.
  private isThere(): boolean {
    return this.signal(0) && (process.platform !== 'linux' || someRuns(this.pid));
  }

  /** False where there is nobody to signal. */
  private signal(signal: NodeJS.Signals | 0): boolean {
    try {
      // Windows has no groups: there the leader is all that is reached.
      process.kill(process.platform === 'win32' ? this.pid : -this.pid, signal);
      return true;
    } catch {
      return false;
    }
  }
}

/** Whether some process of a group has not ended, as `/proc` tells. */
const someRuns = (group: number): boolean => {
  try {
    return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && runsIn(group, pid));
  } catch {
    return true;
  }
};

const runsIn = (group: number, pid: string): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything.
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it has ended meanwhile
  }
};

/** Resolves when no program is left that is being ended. Those at work are not waited for. */
export const groupsEnded = async (): Promise<void> => {
  await Promise.all(Array.from(living.values(), (group) => group.ended));
};

/** The names of those that are being ended, and have not yet. */
export const programsEnding = (): string[] =>
  Array.from(living.values()).flatMap((group) => (group.isEnding ? [group.name] : []));

/** Ends all that live, for a process whose event loop goes round no more. */
export const endGroupsNow = (): void => {
  for (const group of living.values()) group.endNow();
};
