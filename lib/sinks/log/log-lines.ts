import { visible } from '../../diagnostics/visible.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { allComponents, withoutElements } from '../../graph/component-at.js';
import type { RunEvent, Values } from '../../engine/events/event.js';
import { nextText } from '../next-text.js';
import { timeText } from '../time-text.js';
import { cutMessage } from '../values/cut-message.js';
import { shownValue, shownValues } from '../values/shown-value.js';

/** What a log says of an event. A text that is not wanted is not made: it costs more than all else here. */
export interface LogLine {
  /**
   * A `step` is something that has ended, or begun, of the run or of a task; a `failure` is one that went
   * wrong. An `aside` is said between steps, `chatter` where starts, waits and progress are of interest,
   * and an `alarm` in any case.
   */
  readonly kind: 'step' | 'failure' | 'aside' | 'chatter' | 'alarm';
  readonly text: () => string;
}

/** What there is to say of a run, event after event; nothing of some. */
export const logLines = (): ((event: RunEvent) => LogLine | undefined) => {
  const runners = new Map<string, string>();
  const resources = new Map<string, readonly string[]>();
  const inputs = new Map<string, Values>();
  // When the first attempt of each task at work began.
  const since = new Map<string, number>();
  let startedAt = 0;
  const fallenBackTo = new Map<string, string>();
  const who = (task: string, other = fallenBackTo.get(task)): string =>
    `${task} - ${visible(other ?? runners.get(withoutElements(task)) ?? '')}`;
  const ended = (task: string, what: () => string, kind: LogLine['kind'] = 'step'): LogLine => {
    const taken = inputs.get(task);
    const other = fallenBackTo.get(task);
    inputs.delete(task);
    since.delete(task);
    fallenBackTo.delete(task);
    const before = (): string => (taken === undefined ? '' : ` : inputs - ${shownValues(taken)}`);
    return { kind, text: () => `${who(task, other)}${before()} : ${what()}` };
  };
  return (event) => {
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
        return step(() => `pipeline : inputs - ${shownValues(event.inputs)}`);
      case 'task-waiting':
        return event.reason === undefined
          ? chatter(event.task, () => waitText(resources.get(withoutElements(event.task)) ?? []))
          : aside(() => `${event.task} waits: ${said(event.reason ?? '')}`);
      case 'attempt-started':
        inputs.set(event.task, event.inputs);
        if (event.runner === undefined) fallenBackTo.delete(event.task);
        else fallenBackTo.set(event.task, event.runner);
        if (!since.has(event.task)) since.set(event.task, event.time);
        return chatter(
          event.task,
          () =>
            `attempt ${event.attempt} starts${event.runner === undefined ? '' : ` with ${visible(event.runner)}`}`,
        );
      case 'attempt-log':
      case 'task-noted':
        return aside(() => `${event.task}: ${said(event.message)}`);
      case 'attempt-progress':
        return chatter(event.task, () => `${Math.round(event.fraction * 100)} %`);
      case 'attempt-part':
        return chatter(
          event.task,
          () => `part of ${quoted(event.output)}: ${shownValue(event.value)}`,
        );
      case 'attempt-failed':
        return aside(
          () =>
            `${event.task}: attempt ${event.attempt} failed: ${said(event.failure.message)}` +
            nextText(event.retryIn),
        );
      case 'attempt-lost':
        return aside(
          () =>
            `${event.task}: attempt ${event.attempt} was lost: ${said(event.reason)}; another one follows`,
        );
      case 'teardown-failed':
        return alarm(
          () => `${event.task}: a teardown of its runner failed: ${said(event.message)}`,
        );
      case 'task-finished': {
        const took = tookText(since.get(event.task), event.time);
        return ended(event.task, () => `outputs - ${shownValues(event.outputs)}${took}`);
      }
      case 'task-failed': {
        const { attempt, message } = event.failure;
        return ended(
          event.task,
          () => `failed at attempt ${attempt} - ${said(message)}`,
          'failure',
        );
      }
      case 'task-skipped':
        return ended(event.task, () => `skipped: ${quoted(event.cause.task)} failed`);
      case 'task-repeated':
        return chatter(event.task, () => `round ${event.round} gave ${shownValues(event.outputs)}`);
      case 'task-omitted':
        return ended(event.task, () => omittedText(event));
      case 'task-cancelled': {
        const hasBegun = inputs.has(event.task);
        return ended(event.task, () => (hasBegun ? 'cancelled' : 'cancelled before it began'));
      }
      case 'task-restarted':
        return step(
          () => `${who(event.task)} : restarted, with ${counted(event.below.length, 'dependent')}`,
        );
      case 'inputs-changed':
        return step(() => `pipeline : inputs changed - ${shownValues(event.inputs)}`);
      case 'task-superseded':
        return ended(event.task, () => 'superseded');
      case 'task-kept': {
        const { task, outputs, from = '' } = event;
        return outputs === undefined
          ? chatter(task, () => 'kept: its inputs have not changed')
          : ended(task, () => `outputs - ${shownValues(outputs)} : kept from ${visible(from)}`);
      }
      case 'run-settled':
        return step(() => `pipeline : outputs - ${shownValues(event.outputs)}`);
      case 'stray-failure':
        return alarm(() => said(event.message));
      case 'sink-failed':
        return alarm(() => `a sink failed and is left out: ${said(event.message)}`);
      case 'run-finished':
        return step(() => {
          const outcome = event.outcome === 'done' ? '' : `${event.outcome} : `;
          const took = tookText(startedAt, event.time);
          return `pipeline : ${outcome}outputs - ${shownValues(event.outputs)}${took}`;
        });
    }
  };
};

const step = (text: () => string): LogLine => ({ kind: 'step', text });
const aside = (text: () => string): LogLine => ({ kind: 'aside', text });
const alarm = (text: () => string): LogLine => ({ kind: 'alarm', text });
const chatter = (task: string, what: () => string): LogLine => ({
  kind: 'chatter',
  text: () => `${task}: ${what()}`,
});

const said = (message: string): string => visible(cutMessage(message));

/** Why a task is omitted: `omitted: no value from \`careful\``. */
const omittedText = ({
  reason,
  origin,
}: Extract<RunEvent, { readonly type: 'task-omitted' }>): string => {
  switch (reason) {
    case 'condition':
      return 'omitted: its condition does not hold';
    case 'absent':
      return `omitted: no value from ${quoted(origin)}`;
    case 'unneeded':
      return 'omitted: nothing needs it any more';
  }
};

const tookText = (from: number | undefined, to: number): string =>
  from === undefined || to - from < 100 ? '' : ` : in ${timeText(to - from)}`;

// Whether it is the slot or the resource that is not free is not told by the event.
const waitText = (resources: readonly string[]): string =>
  resources.length === 0
    ? 'waits for a slot'
    : `waits for a slot or for ${resources.length === 1 ? 'resource' : 'resources'} ${listed(resources, 'and', 5, quoted)}`;
