import { nextText } from '../../sinks/next-text.js';
import { visible } from '../../diagnostics/visible.js';
import { listed } from '../../diagnostics/wording.js';
import { withCauses } from '../../diagnostics/thrown.js';
import type { RunEvent, Sink } from '../../engine/events/event.js';
import { omittedText } from '../../sinks/log/text-log.js';
import { cutMessage } from '../../sinks/values/cut-message.js';

/**
 * A log of a live run for who changes its inputs: for each change, when all has followed from it,
 * which tasks have run and which were kept, and at once what failed.
 */
export const watchLog = (write: (line: string) => void, isVerbose: boolean): Sink => {
  let tasks: readonly string[] = [];
  let startedAt: number | undefined;
  /** Those that hold what they gave, whenever that was. */
  const holding = new Set<string>();
  const ran = new Set<string>();
  const superseded = new Set<string>();
  const clear = (): void => {
    for (const all of [ran, superseded]) all.clear();
    startedAt = undefined;
  };
  const settled = (time: number): void => {
    const kept = tasks.filter((task) => holding.has(task) && !ran.has(task));
    const took = time - (startedAt ?? time);
    const parts = [
      ran.size === 0
        ? 'ran nothing'
        : `ran ${listed([...ran])}${took < 100 ? '' : ` in ${(took / 1000).toFixed(1)} s`}`,
      ...(superseded.size === 0 ? [] : [`started anew ${listed([...superseded])}`]),
      ...(kept.length === 0 ? [] : [`kept ${listed(kept)}`]),
    ];
    write(`  ${parts.join('; ')}`);
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'run-started':
        tasks = event.graph.components.map(({ name }) => name);
        return;
      case 'attempt-started':
        startedAt ??= event.time;
        if (isVerbose) write(`  ${event.task} starts`);
        return;
      case 'attempt-log':
        write(`  ${event.task}: ${visible(cutMessage(event.message))}`);
        return;
      case 'attempt-failed':
        write(
          `  ${event.task}: attempt ${event.attempt} failed: ${visible(cutMessage(event.failure.message))}` +
            nextText(event.retryIn),
        );
        return;
      case 'attempt-lost':
        write(
          `  ${event.task}: attempt ${event.attempt} was lost: ${visible(cutMessage(event.reason))}; another one follows`,
        );
        return;
      case 'task-finished':
        ran.add(event.task);
        holding.add(event.task);
        if (isVerbose) write(`  ${event.task} finished`);
        return;
      case 'task-failed':
        holding.delete(event.task);
        write(
          `  ${event.task} failed: ${visible(cutMessage(withCauses(event.failure.message, event.failure.cause)))}`,
        );
        return;
      case 'task-skipped':
        holding.delete(event.task);
        write(`  ${event.task} skipped, for ${event.cause.task} failed`);
        return;
      case 'task-omitted':
        holding.delete(event.task);
        if (isVerbose) write(`  ${event.task} ${omittedText(event)}`);
        return;
      case 'task-noted':
        write(`  ${event.task}: ${visible(cutMessage(event.message))}`);
        return;
      case 'task-kept':
        holding.add(event.task);
        return;
      case 'task-superseded':
        superseded.add(event.task);
        return;
      case 'teardown-failed':
        write(
          `  ${event.task}: a teardown of its runner failed: ${visible(cutMessage(event.message))}`,
        );
        return;
      case 'sink-failed':
        write(`  a sink failed and is left out: ${visible(cutMessage(event.message))}`);
        return;
      case 'run-settled':
        settled(event.time);
        clear();
        return;
      // The rest is seen by what follows from it.
      default:
    }
  };
};
