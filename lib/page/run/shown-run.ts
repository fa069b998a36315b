import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { ReportData, TaskData } from '../../sinks/report/report-data.js';
import type { RunStateShown } from '../text/states.js';

/** A run, as the views of it are given it. */
export interface ShownRun {
  readonly data: ReportData;
  /** Those of the graph, and behind them the parts of them. */
  readonly tasks: readonly TaskData[];
  readonly state: RunStateShown;
  /** The address at which a task is shown. */
  readonly hrefOf: (task: string) => string;
  readonly actions?: RunActions;
}

/** What has finished stays as it is, or what follows from the change is made anew. */
export type Changed = 'keep' | 'rerun';

/** What can be done to a run, where there is somebody who does it. */
export interface RunActions {
  /** Whether it is kept: of one that has ended tasks can be run again, and what is left of it. */
  readonly lasts: boolean;
  readonly cancel: () => Promise<void>;
  /** Runs a failed task again; of a run that has ended any, in a run of its own, which is shown then. */
  readonly restart: (task: string) => Promise<void>;
  /**
   * Goes on with a run that did not finish. Where the pipeline has changed since, and that is not said to be
   * fine, it rejects with a `Refused` of the code `changed`.
   */
  readonly resume: (changed?: Changed) => Promise<void>;
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
