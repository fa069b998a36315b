import { counted, visible } from '../diagnostics/visible.js';
import type { RunEvent, Sink, Values } from '../engine/event.js';
import { shownValues } from './shown-value.js';

export interface TextLogOptions {
  /** Whether starts, waits and progress are logged too, not only what has ended. */
  readonly verbose?: boolean;
}

/**
 * A log of a run in lines of text: one for each step, numbered in the order in which they ended,
 * between a first line with the pipeline's inputs and a last one with its outputs.
 */
export const textLog = (
  write: (line: string) => void,
  { verbose = false }: TextLogOptions = {},
): Sink => {
  const runners = new Map<string, string>();
  const inputs = new Map<string, Values>();
  let steps = 0;
  const who = (task: string): string => `${task} - ${visible(runners.get(task) ?? '')}`;
  const step = (text: string): void => {
    write(`${steps} : ${text}`);
    steps += 1;
  };
  const ended = (task: string, what: string): void => {
    const taken = inputs.get(task);
    inputs.delete(task);
    step(`${who(task)}${taken === undefined ? '' : ` : inputs - ${shownValues(taken)}`} : ${what}`);
  };
  const chatter = (task: string, what: string): void => {
    if (verbose) write(`  ${task}: ${what}`);
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'run-started':
        for (const { name, runner } of event.graph.components) runners.set(name, runner.name);
        step(`pipeline : inputs - ${shownValues(event.inputs)}`);
        return;
      case 'task-waiting':
        chatter(event.task, 'waits for a slot');
        return;
      case 'attempt-started':
        inputs.set(event.task, event.inputs);
        chatter(event.task, `attempt ${event.attempt} starts`);
        return;
      case 'attempt-log':
        write(`  ${event.task}: ${visible(event.message)}`);
        return;
      case 'attempt-progress':
        chatter(event.task, `${Math.round(event.fraction * 100)} %`);
        return;
      case 'attempt-failed':
        write(
          `  ${event.task}: attempt ${event.attempt} failed: ${visible(event.failure.message)}` +
            (event.retryIn === undefined ? '' : `; the next in ${event.retryIn / 1000} s`),
        );
        return;
      case 'task-finished':
        ended(event.task, `outputs - ${shownValues(event.outputs)}`);
        return;
      case 'task-failed': {
        const { attempt, message } = event.failure;
        ended(event.task, `failed at attempt ${attempt} - ${visible(message)}`);
        return;
      }
      case 'task-skipped':
        ended(event.task, `skipped, for ${event.cause.task} failed`);
        return;
      case 'task-cancelled':
        if (inputs.has(event.task)) ended(event.task, 'cancelled');
        return;
      case 'task-restarted':
        step(
          `${who(event.task)} : restarted, with ${counted(event.below.length, 'task')} below it`,
        );
        return;
      case 'sink-failed':
        write(`  a sink failed and is left out: ${visible(event.message)}`);
        return;
      case 'run-finished':
        step(
          event.outcome === 'done'
            ? `pipeline : outputs - ${shownValues(event.outputs)}`
            : `pipeline : ${event.outcome} : outputs - ${shownValues(event.outputs)}`,
        );
    }
  };
};
