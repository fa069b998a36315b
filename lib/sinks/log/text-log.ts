import { visible } from '../../diagnostics/visible.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { allComponents, withoutElements } from '../../graph/component-at.js';
import type { RunEvent, Sink, Values } from '../../engine/events/event.js';
import { nextText } from '../next-text.js';
import { timeText } from '../time-text.js';
import { cutMessage } from '../values/cut-message.js';
import { shownValue, shownValues } from '../values/shown-value.js';

export interface TextLogOptions {
  /** Whether starts, waits and progress are logged too, not only what has ended. */
  readonly verbose?: boolean;
  /** Whether of all steps only those are logged that failed, under their numbers. */
  readonly troublesOnly?: boolean;
}

/**
 * A log of a run in lines of text: one for each step, numbered in the order in which they ended,
 * between a first line with the pipeline's inputs and a last one with its outputs; what took a tenth
 * of a second or more says how long.
 */
export const textLog = (
  write: (line: string) => void,
  { verbose = false, troublesOnly = false }: TextLogOptions = {},
): Sink => {
  const runners = new Map<string, string>();
  const resources = new Map<string, readonly string[]>();
  const inputs = new Map<string, Values>();
  // When the first attempt of each task at work began.
  const since = new Map<string, number>();
  let startedAt = 0;
  let steps = 0;
  const fallenBackTo = new Map<string, string>();
  const who = (task: string): string =>
    `${task} - ${visible(fallenBackTo.get(task) ?? runners.get(withoutElements(task)) ?? '')}`;
  // A text that is not wanted is not made: it costs more than all else here.
  const step = (text: () => string, isWanted = !troublesOnly): void => {
    if (isWanted) write(`${steps} : ${text()}`);
    steps += 1;
  };
  const ended = (task: string, what: () => string, isWanted = !troublesOnly): void => {
    const taken = inputs.get(task);
    inputs.delete(task);
    since.delete(task);
    if (isWanted)
      step(() => {
        const before = taken === undefined ? '' : ` : inputs - ${shownValues(taken)}`;
        return `${who(task)}${before} : ${what()}`;
      }, true);
    else steps += 1;
    fallenBackTo.delete(task);
  };
  const keptFrom = (task: string, outputs: Values, from = ''): void => {
    ended(task, () => `outputs - ${shownValues(outputs)} : kept from ${visible(from)}`);
  };
  const aside = (text: () => string): void => {
    if (!troublesOnly) write(`  ${text()}`);
  };
  const chatter = (task: string, what: string): void => {
    if (verbose) aside(() => `${task}: ${what}`);
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'run-started':
        startedAt = event.time;
        for (const [name, component] of allComponents(event.graph)) {
          const { runner, resources: claimed } = component.map?.element ?? component;
          runners.set(name, runner.name);
          if (claimed.length > 0)
            resources.set(
              name,
              claimed.map((one) => one.name),
            );
        }
        step(() => `pipeline : inputs - ${shownValues(event.inputs)}`);
        if (verbose) aside(() => `seed ${event.seed}`);
        return;
      case 'task-waiting':
        if (event.reason !== undefined) {
          const { task, reason } = event;
          aside(() => `${task} waits: ${visible(cutMessage(reason))}`);
        } else chatter(event.task, waitText(resources.get(withoutElements(event.task)) ?? []));
        return;
      case 'attempt-started':
        inputs.set(event.task, event.inputs);
        if (event.runner === undefined) fallenBackTo.delete(event.task);
        else fallenBackTo.set(event.task, event.runner);
        if (!since.has(event.task)) since.set(event.task, event.time);
        chatter(event.task, `attempt ${event.attempt} starts`);
        return;
      case 'attempt-log':
        aside(() => `${event.task}: ${visible(cutMessage(event.message))}`);
        return;
      case 'attempt-progress':
        chatter(event.task, `${Math.round(event.fraction * 100)} %`);
        return;
      case 'attempt-part':
        chatter(event.task, `part of ${event.output}: ${shownValue(event.value)}`);
        return;
      case 'attempt-failed':
        aside(
          () =>
            `${event.task}: attempt ${event.attempt} failed: ${visible(cutMessage(event.failure.message))}` +
            nextText(event.retryIn),
        );
        return;
      case 'attempt-lost':
        aside(
          () =>
            `${event.task}: attempt ${event.attempt} was lost: ${visible(cutMessage(event.reason))}; another one follows`,
        );
        return;
      case 'teardown-failed':
        write(
          `  ${event.task}: a teardown of its runner failed: ${visible(cutMessage(event.message))}`,
        );
        return;
      case 'task-finished': {
        const took = tookText(since.get(event.task), event.time);
        ended(event.task, () => `outputs - ${shownValues(event.outputs)}${took}`);
        return;
      }
      case 'task-failed': {
        const { attempt, message } = event.failure;
        ended(
          event.task,
          () => `failed at attempt ${attempt} - ${visible(cutMessage(message))}`,
          true,
        );
        return;
      }
      case 'task-skipped':
        ended(event.task, () => `skipped, for ${event.cause.task} failed`);
        return;
      case 'task-repeated':
        chatter(event.task, `round ${event.round} gave ${shownValues(event.outputs)}`);
        return;
      case 'task-omitted':
        ended(event.task, () => omittedText(event));
        return;
      case 'task-cancelled': {
        const hasBegun = inputs.has(event.task);
        ended(event.task, () => (hasBegun ? 'cancelled' : 'cancelled before it began'));
        return;
      }
      case 'task-restarted':
        step(
          () =>
            `${who(event.task)} : restarted, with ${counted(event.below.length, 'task')} below it`,
        );
        return;
      case 'inputs-changed':
        step(() => `pipeline : inputs changed - ${shownValues(event.inputs)}`);
        return;
      case 'task-superseded':
        ended(event.task, () => 'superseded');
        return;
      case 'task-kept':
        if (event.outputs === undefined)
          chatter(event.task, 'kept, for what it takes is as it was');
        else keptFrom(event.task, event.outputs, event.from);
        return;
      case 'task-noted':
        aside(() => `${event.task}: ${visible(cutMessage(event.message))}`);
        return;
      case 'run-settled':
        step(() => `pipeline : outputs - ${shownValues(event.outputs)}`);
        return;
      case 'stray-failure':
        write(`  ${visible(cutMessage(event.message))}`);
        return;
      case 'sink-failed':
        write(`  a sink failed and is left out: ${visible(cutMessage(event.message))}`);
        return;
      case 'run-finished':
        step(() => {
          const outcome = event.outcome === 'done' ? '' : `${event.outcome} : `;
          const took = tookText(startedAt, event.time);
          return `pipeline : ${outcome}outputs - ${shownValues(event.outputs)}${took}`;
        });
    }
  };
};

/** Why a task is omitted: `omitted, for \`careful\` gave nothing`. */
export const omittedText = ({
  reason,
  origin,
}: Extract<RunEvent, { readonly type: 'task-omitted' }>): string => {
  switch (reason) {
    case 'condition':
      return 'omitted, for its condition does not hold';
    case 'absent':
      return `omitted, for nothing came of ${origin}`;
    case 'unneeded':
      return 'omitted, for nothing needs it any more';
  }
};

const tookText = (from: number | undefined, to: number): string =>
  from === undefined || to - from < 100 ? '' : ` : in ${timeText(to - from)}`;

// Whether it is the slot or the resource that is not free is not told by the event.
const waitText = (resources: readonly string[]): string =>
  resources.length === 0
    ? 'waits for a slot'
    : `waits for a slot or for ${resources.length === 1 ? 'resource' : 'resources'} ${listed(resources, 'and', 5, quoted)}`;
