import type { Values } from '../../engine/events/event.js';
import { Run } from '../../engine/run/run.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import { keptRun, type LeavableRun, type Written } from './kept-run.js';
import type { PreparedRun } from './prepared-run.js';
import { runOptions } from './run-settings.js';

interface Prepared extends Written {
  readonly inputs: Values;
  readonly options: RunOptions & { readonly seed: number };
}

/** A run that is written by `writer`, from where it stands. */
export const prepared = ({ inputs, options, ...written }: Prepared): PreparedRun => {
  const { graph, writer } = written;
  const id = writer.run;
  return {
    id,
    inputs,
    settings: { ...runOptions({ ...options }), seed: options.seed },
    sequence: writer.sequence,
    keep: ({ fail }) => keptRun(written, fail),
    begin: (sinks = []) => {
      let kept: LeavableRun | undefined;
      const own = { ...options, id, sinks: [...sinks, ...(options.sinks ?? [])] };
      const run = new Run(graph, inputs, own, {
        keep: ({ fail }) => (kept = keptRun(written, fail)),
      });
      const { outputs } = run;
      outputs.catch(() => undefined);
      const leave = (): void => {
        kept?.leave();
        options.remote?.leave?.(id);
        run.cancel();
      };
      return { id, run, outputs, leave };
    },
    release: () => writer.release(),
    cancel: () => writer.end('cancelled', new Map()),
  };
};
