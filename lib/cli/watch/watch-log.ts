import { visible } from '../../diagnostics/visible.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { withCauses } from '../../diagnostics/thrown.js';
import type { RunEvent, Sink } from '../../engine/events/event.js';
import { isInner, outermost } from '../../graph/component-at.js';
import { logLines } from '../../sinks/log/log-lines.js';
import { cutMessage } from '../../sinks/values/cut-message.js';

/**
 * A log of a live run for who changes its inputs: for each change, when all has followed from it,
 * which tasks have run and which were kept, and at once what failed; where it is verbose all that the log of
 * a run says of its tasks.
 */
export const watchLog = (write: (line: string) => void, isVerbose: boolean): Sink => {
  const lineOf = logLines();
  let tasks: readonly string[] = [];
  let startedAt: number | undefined;
  /** Those that hold what they gave, whenever that was. */
  const holding = new Set<string>();
  const ran = new Set<string>();
  /** How many elements have run, by the tasks that they are of. */
  const elements = new Map<string, number>();
  const superseded = new Set<string>();
  const clear = (): void => {
    for (const all of [ran, elements, superseded]) all.clear();
    startedAt = undefined;
  };
  const shown = (task: string): string => {
    const count = elements.get(task);
    return count === undefined ? quoted(task) : `${quoted(task)} (${counted(count, 'element')})`;
  };
  const settled = (time: number): void => {
    const kept = tasks.filter((task) => holding.has(task) && !ran.has(task));
    const took = time - (startedAt ?? time);
    const parts = [
      ran.size === 0
        ? 'ran nothing'
        : `ran ${listed([...ran], 'and', 5, shown)}${took < 100 ? '' : ` in ${(took / 1000).toFixed(1)} s`}`,
      ...(superseded.size === 0 ? [] : [`restarted ${listed([...superseded], 'and', 5, quoted)}`]),
      ...(kept.length === 0 ? [] : [`kept ${listed(kept, 'and', 5, quoted)}`]),
    ];
    write(`  ${parts.join('; ')}`);
  };
  const finished = (task: string): void => {
    if (isInner(task)) return;
    ran.add(task);
    holding.add(task);
  };
  const countElement = (task: string): void => {
    const root = outermost(task);
    if (/^\[\d+\]$/.test(task.slice(root.length)))
      elements.set(root, (elements.get(root) ?? 0) + 1);
  };
  return (event: RunEvent) => {
    const line = lineOf(event);
    switch (event.type) {
      case 'run-started':
        tasks = event.graph.components.map(({ name }) => name);
        return;
      case 'task-failed':
        holding.delete(event.task);
        countElement(event.task);
        write(
          `  ${quoted(event.task)} failed: ${visible(cutMessage(withCauses(event.failure.message, event.failure.cause)))}`,
        );
        return;
      case 'task-skipped':
        holding.delete(event.task);
        write(`  ${quoted(event.task)} skipped: ${quoted(event.cause.task)} failed`);
        return;
      case 'run-settled':
        settled(event.time);
        clear();
        return;
      case 'run-finished':
        return;
      case 'attempt-started':
        startedAt ??= event.time;
        break;
      case 'task-finished':
        finished(event.task);
        countElement(event.task);
        break;
      case 'task-omitted':
        holding.delete(event.task);
        break;
      case 'task-kept':
        holding.add(event.task);
        break;
      case 'task-superseded':
        superseded.add(event.task);
        break;
      // Nothing follows from the rest.
      default:
    }
    if (line !== undefined && (isVerbose || line.kind === 'aside' || line.kind === 'alarm'))
      write(`  ${line.text()}`);
  };
};
