import { didYouMean, Suggester } from '../../diagnostics/suggest.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { FinishedTask, KeptRun } from '../../store/store.js';
import type { KeptValue } from '../../store/values/kept-value.js';
import { UsageError } from '../exit/usage-error.js';

export interface FoundValue {
  /** `undefined` for an input of the run. */
  readonly task: FinishedTask | undefined;
  readonly name: string;
  readonly value: KeptValue;
}

/** What a task gave (`ocr.text`, `read[3]/ocr.text`), or an input or output of the run by its name. */
export const findValue = (
  run: KeptRun,
  tasks: readonly FinishedTask[],
  reference: string,
): FoundValue => {
  const point = reference.lastIndexOf('.');
  const name = reference.slice(point + 1);
  const task = tasks.find((one) => one.task === reference.slice(0, Math.max(point, 0)));
  const given = task?.outputs.get(name);
  if (given !== undefined) return { task, name, value: given };
  const own = run.outputs.get(reference) ?? run.inputs.get(reference);
  if (own !== undefined) {
    const giver = tasks.find(({ outputs }) =>
      [...outputs.values()].some(({ hash }) => hash === own.hash),
    );
    return { task: run.outputs.has(reference) ? giver : undefined, name: reference, value: own };
  }
  const there = new Set([
    ...run.inputs.keys(),
    ...run.outputs.keys(),
    ...tasks.flatMap((one) => [...one.outputs.keys()].map((output) => `${one.task}.${output}`)),
  ]);
  const has = there.size === 0 ? 'none' : listed([...there], 'and', 12, quoted);
  const [hint = `it has ${has}`] = didYouMean(new Suggester().nearest(reference, there));
  throw new UsageError(`the run has kept no value ${quoted(reference)}: ${hint}`);
};
