import { Component, type JSX } from 'preact';

import type { TaskData } from '../../sinks/report/report-data.js';
import { Icon } from '../state/icon.js';
import { counted, duration, grouped } from '../text/format.js';
import { attemptsOf, workOf } from '../text/task-times.js';
import { Bars } from './bars.js';
import type { Span } from './span.js';

interface TaskRowProps {
  readonly task: TaskData;
  readonly href: string;
  readonly span: Span;
  readonly depth: number;
  readonly isSelected: boolean;
  readonly isOfChain: boolean;
  /** Whether Tab comes to it: from there arrows go on. */
  readonly isStop: boolean;
  /** Its place among all rows: those out of sight are not there. */
  readonly at: number;
  readonly of: number;
}

/** Made anew only where something of it has changed: at each step of scrolling most rows stay. */
export class TaskRow extends Component<TaskRowProps> {
  override shouldComponentUpdate(next: TaskRowProps): boolean {
    const names = Object.keys(next) as (keyof TaskRowProps)[];
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render(): JSX.Element {
    return <Row {...this.props} />;
  }
}

/** A part by what it is a part of, of which it is to be told what there is room for, and its own name. */
const Name = ({ name }: { readonly name: string }): JSX.Element => {
  const [own = name] = /(?:\[\d+\]|[^/[]+)$/.exec(name) ?? [];
  const whole = name.slice(0, -own.length);
  return (
    <>
      {whole !== '' && <span class="whole">{whole}</span>}
      <span class="own">{own}</span>
    </>
  );
};

const Row = (props: TaskRowProps): JSX.Element => {
  const { task, depth, at, of } = props;
  const { name, runner, state } = task;
  const attempts = attemptsOf(task);
  return (
    <div role="listitem" aria-posinset={at + 1} aria-setsize={of}>
      <a
        class={props.isOfChain ? 'row chain' : 'row'}
        href={props.href}
        data-task={name}
        tabIndex={props.isStop ? 0 : -1}
        {...(props.isSelected ? { 'aria-current': 'true' } : {})}
      >
        <Icon state={state} />
        <span class={`name depth${Math.min(depth, 4)}`} title={name}>
          <Name name={name} />
        </span>
        <span class="runner" title={runner}>
          {runner}
        </span>
        <span class="time">
          {attempts > 0 && duration(workOf(task))}
          {attempts > 1 && (
            <span class="times" title={counted(attempts, 'attempt')}>
              {` ×${grouped(attempts)}`}
            </span>
          )}
        </span>
        <Bars task={task} span={props.span} />
      </a>
    </div>
  );
};
