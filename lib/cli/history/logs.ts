import { componentsIn } from '../../comparison/metric.js';
import { withMeant } from '../../diagnostics/suggest.js';
import { visible, visibleJson } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import { withoutElements } from '../../graph/component-at.js';
import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import { allEvents } from '../../store/all-events.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { withStore } from './history-store.js';

export interface LogsCommandOptions extends StoreFlags {
  readonly json?: boolean;
}

/** `mlpipeline logs`: what the tasks of a run have logged, and where they failed; `--json` for all events. */
export const logs = (
  id: string,
  task: string | undefined,
  options: LogsCommandOptions,
): Promise<ExitStatus> =>
  withStore(options, async ({ store }) => {
    const { id: run, declared } = await store.history.run(id);
    let isKnown = false;
    const tasks = new Set<string>();
    for await (const event of allEvents(store.history, run)) {
      if (event.type === 'run-started')
        for (const [path] of componentsIn(event.graph)) tasks.add(path);
      if (task !== undefined && !('task' in event && isOf(event.task, task))) continue;
      isKnown = true;
      const line = options.json === true ? visibleJson(JSON.stringify(event)) : lineOf(event);
      if (line !== undefined) stdout.write(`${line}\n`);
    }
    if (isKnown || task === undefined || tasks.has(task)) return exitStatus.done;
    const none = `the pipeline ${quoted(declared.name)} has no task ${quoted(task)}`;
    throw new UsageError(withMeant(none, task, tasks));
  });

/** Whether it is that task, an element of it, or within it. */
const isOf = (task: string, asked: string): boolean =>
  [task, withoutElements(task)].some(
    (one) => one === asked || one.startsWith(`${asked}/`) || one.startsWith(`${asked}[`),
  );

const lineOf = (event: RecordedEvent): string | undefined => {
  const said = saidOf(event);
  if (said === undefined) return undefined;
  const task = 'task' in event ? `${visible(event.task)}: ` : '';
  return `${new Date(event.time).toISOString()} ${task}${visible(cutMessage(said))}`;
};

const saidOf = (event: RecordedEvent): string | undefined => {
  switch (event.type) {
    case 'run-started':
      return 'the run begins';
    case 'attempt-log':
    case 'task-noted':
      return event.message;
    case 'attempt-failed':
      return `attempt ${event.attempt} failed: ${event.failure.message}`;
    case 'task-failed':
      return `failed: ${event.failure.message}`;
    case 'attempt-lost':
      return `attempt ${event.attempt} was lost: ${event.reason}`;
    case 'teardown-failed':
      return `a teardown of its runner failed: ${event.message}`;
    case 'stray-failure':
    case 'sink-failed':
      return event.message;
    case 'run-finished':
      return `the run ends: ${event.outcome}`;
    default:
      return undefined;
  }
};
