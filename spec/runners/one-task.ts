import { firstValueFrom } from 'rxjs';

import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import type { RunError } from '../../lib/engine/failure.js';
import type { Run } from '../../lib/engine/run/run.js';
import type { RunOptions } from '../../lib/engine/run/run-options.js';
import { start } from '../../lib/engine/run/start.js';
import { loadObject, type LoadOptions, orThrow } from '../../lib/load.js';

/*
 * A pipeline of one task, `task`, that does real work, with all that was seen of it.
 */

export interface TaskBody {
  readonly runner: string;
  readonly params?: Values;
  readonly timeout?: string;
  readonly retry?: unknown;
  readonly thread?: boolean | number;
  /** `['out']` by default. */
  readonly outputs?: readonly string[];
}

export interface Seen {
  readonly run: Run;
  readonly events: RunEvent[];
  /** What the task logged. */
  readonly logs: string[];
  /** Resolves with what the task logged when that is so much. */
  readonly logged: (count: number) => Promise<readonly string[]>;
  /** The outputs of the task; undefined where the run failed. */
  readonly outputs: Promise<Values | undefined>;
  /** What the run failed with; undefined where it did not. */
  readonly error: Promise<RunError | undefined>;
}

export const oneTask = async (
  { outputs = ['out'], ...body }: TaskBody,
  inputs: Values = {},
  { sinks = [], ...options }: RunOptions = {},
  loading: LoadOptions = {},
): Promise<Seen> => {
  const names = Object.keys(inputs);
  const loaded = await loadObject(
    {
      pipeline: {
        name: 'of a spec',
        inputs: names,
        outputs: Object.fromEntries(outputs.map((name) => [name, `task.${name}`])),
        components: { task: { inputs: names, outputs, ...body } },
      },
    },
    loading,
  );
  const events: RunEvent[] = [];
  const logs: string[] = [];
  const waiting = new Set<() => void>();
  const watch = (event: RunEvent): void => {
    events.push(event);
    if (event.type !== 'attempt-log') return;
    logs.push(event.message);
    for (const look of waiting) look();
  };
  const run = start(orThrow(loaded), inputs, { ...options, sinks: [watch, ...sinks] });
  const ended = firstValueFrom(run.outputs$).then(
    (values) => ({ values, error: undefined }),
    (error: unknown) => ({ values: undefined, error: error as RunError }),
  );
  return {
    run,
    events,
    logs,
    logged: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (logs.length < count) return;
          waiting.delete(look);
          resolve(logs);
        };
        waiting.add(look);
        look();
      }),
    outputs: ended.then(({ values }) => values),
    error: ended.then(({ error }) => error),
  };
};

/** What this version of Node.js says of a text that is not JSON. */
export const jsonError = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it is JSON');
};
