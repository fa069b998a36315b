import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { ReportData, TaskData } from '../../sinks/report/report-data.js';

/** A run, as the views of it are given it. */
export interface ShownRun {
  readonly data: ReportData;
  /** Those of the graph, and behind them the parts of them. */
  readonly tasks: readonly TaskData[];
  /** The address at which a task is shown. */
  readonly hrefOf: (task: string) => string;
  readonly actions?: RunActions;
}

/** What can be done to a run, where there is somebody who does it. */
export interface RunActions {
  readonly cancel: () => Promise<void>;
  readonly restart: (task: string) => Promise<void>;
  /** Goes on with a run that no process drives; gives the run that does. */
  readonly resume: () => Promise<string>;
  /** The address of a whole value, of which the page may have a part only. */
  readonly valueHref: (name: string) => string;
}

const Context = createContext<ShownRun | undefined>(undefined);

export const RunProvider = Context.Provider;

export const useRun = (): ShownRun => {
  const run = useContext(Context);
  if (run === undefined) throw new Error('not within a run');
  return run;
};
