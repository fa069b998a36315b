import type { Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';

import type { Values } from '../engine/events/event.js';
import type { Runner, RunnerContext } from '../runners/runner.js';

/** What the letters of marbles stand for: outputs by name; for each call, where it is a function. */
export type MarbleValues =
  | Readonly<Record<string, Values>>
  | ((inputs: Values, context: RunnerContext) => Readonly<Record<string, Values>>);

/** A call of a runner that plays marbles. */
export interface MarbleCall {
  /** When it was made, in milliseconds. */
  readonly frame: number;
  readonly inputs: Values;
}

/** A runner that plays marbles at each call, and the calls that there were. */
export interface MarbleRunner extends Runner {
  readonly calls: readonly MarbleCall[];
}

export const marbleRunner =
  ({ cold }: Pick<RunHelpers, 'cold'>, now: () => number) =>
  (
    marbles: string | readonly [string, ...string[]],
    values: MarbleValues = {},
    error: unknown = new Error('#'),
  ): MarbleRunner => {
    const all = typeof marbles === 'string' ? [marbles] : marbles;
    const calls: MarbleCall[] = [];
    return {
      name: all.join(' '),
      calls,
      run: (inputs, context): Observable<Values> => {
        const at = Math.min(calls.length, all.length - 1);
        calls.push({ frame: now(), inputs });
        return cold(
          all[at] ?? '',
          typeof values === 'function' ? values(inputs, context) : values,
          error,
        );
      },
    };
  };
