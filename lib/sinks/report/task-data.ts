import type { JsonComponent } from '../../drawing/json-graph.js';
import { withoutUndefined } from '../../drawing/without-undefined.js';
import type { TaskData } from './report-data.js';
import { retryText } from './retry-text.js';
import { endAttempt, type FixedData, type TaskAccount } from './task-account.js';
import { wholeOf } from './task-accounts.js';
import type { ValueTexts } from './value-texts.js';
import { policyTexts } from './policy-texts.js';

/** What is known of the run around a task. */
interface Around {
  /** The places of tasks in the data, by their names. */
  readonly places: ReadonlyMap<string, number>;
  readonly texts: ValueTexts;
  /** Of how many parts of a task nothing is shown. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** The time of the last event. */
  readonly last: number;
  readonly hasEnded: boolean;
}

const fixedOf = (name: string, { known }: TaskAccount, { places, texts }: Around): FixedData => {
  const { runner, level, description, params, timeout, resources } = known.component;
  const isElement = name.endsWith(']');
  // Those beside it are named from where it is.
  const beside = name.slice(0, name.lastIndexOf('/') + 1);
  const placeOf = (component: string): number | undefined => places.get(beside + component);
  return {
    name,
    runner,
    level,
    ...withoutUndefined({
      description,
      within: wholePlace(name, places),
      params: params === undefined ? undefined : texts.place(params),
      timeout,
      retry: retryText(known.component),
      resources,
      mayFail: mayFail(known.component, isElement) ? true : undefined,
    }),
    // An element waits for nothing of its own.
    needs: isElement ? [] : known.needs.flatMap((one) => placeOf(one) ?? []),
    wires: Object.fromEntries(
      Object.entries(known.wires).map(([port, { of, ...wire }]) => [
        port,
        {
          ...wire,
          of: of.map(([consumable, component]) => {
            const place = component === undefined ? undefined : placeOf(component);
            return place === undefined ? ([consumable] as const) : ([consumable, place] as const);
          }),
        },
      ]),
    ),
    ways: policyTexts(known.component, isElement),
  };
};

/** What is known so far of a task. That of one where nothing is going on is kept, and given again. */
export const taskDataOf = (name: string, task: TaskAccount, around: Around): TaskData => {
  if (task.said !== undefined) return task.said;
  const { places, leftOut, last, hasEnded } = around;
  const { attempts, waits, logs, logsLeftOut, restarts, outputs, failure, rounds } = task;
  // Where the record breaks off, what was going on then is shown up to there.
  endAttempt(task, 'running', last);
  const wait = task.waits.at(-1);
  if (task.isWaiting && wait !== undefined) wait[2] = last;
  const { omission, coming, earlier } = task;
  task.fixed ??= fixedOf(name, task, around);
  const said: TaskData = {
    ...task.fixed,
    state: !hasEnded && task.state === 'unneeded' ? 'pending' : task.state,
    ...withoutUndefined({
      partsLeftOut: leftOut.get(name),
      waitsFor: task.isWaiting && !hasEnded ? task.waitsFor : undefined,
      outputs: task.state === 'finished' ? outputs : undefined,
      coming: task.state === 'running' && coming.size > 0 ? [...coming] : undefined,
      keptFrom: task.keptFrom,
      failure: task.state === 'failed' ? failure : undefined,
      cause: task.state === 'skipped' ? places.get(task.cause ?? '') : undefined,
      omission:
        task.state === 'omitted' && omission !== undefined
          ? { ...omission, ...withoutUndefined({ task: places.get(omission.origin) }) }
          : undefined,
      earlier: earlier.attempts === 0 ? undefined : { ...earlier },
      rounds: rounds.length === 0 ? undefined : rounds,
      logsLeftOut: logsLeftOut === 0 ? undefined : logsLeftOut,
      restarts: restarts.length === 0 ? undefined : restarts,
    }),
    attempts,
    waits,
    logs,
  };
  const isStill = task.state !== 'running' && !task.isWaiting;
  if (isStill) task.said = said;
  return said;
};

const mayFail = ({ onFailure, map }: JsonComponent, isElement: boolean): boolean =>
  (isElement ? map?.onFailure : onFailure) === 'omit';

/** The place of what a part is a part of, or of the next around it that is kept. */
const wholePlace = (name: string, places: ReadonlyMap<string, number>): number | undefined => {
  const whole = wholeOf(name);
  return whole === undefined ? undefined : (places.get(whole) ?? wholePlace(whole, places));
};
