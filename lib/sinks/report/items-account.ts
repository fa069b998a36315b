import { counted, quoted, shorten } from '../../diagnostics/wording.js';
import { stoppedBy } from '../../engine/failure.js';
import type { RecordedEvent } from '../record/recorded-event.js';
import { plainValue } from '../values/plain-value.js';
import { Account } from './account.js';
import type { FailedItem, ItemCounts, ItemsData, ItemsTaskData } from './items-data.js';
import type { ReportData } from './report-data.js';
import { mostOfAll } from './value-texts.js';

/** Of so many items that failed the runs are kept, and of so many why. */
const mostRuns = 20;
const mostFailed = 1000;
const longestMessage = 1000;

/** A run that has yet to finish. */
interface Open {
  readonly item: string;
  /** Absent where it would not be kept. */
  readonly account: Account | undefined;
  /** When attempts of tasks that are at work began, by their numbers: with `hedge` there may be two. */
  readonly since: Map<string, Map<number, number>>;
  failures: number;
  message: string;
}

/**
 * What happened in the runs of many items, as their events told it. Of those that are done only
 * counts are kept, so that there may be any number of them.
 */
export class ItemsAccount {
  private readonly open = new Map<string, Open>();
  private readonly tasks = new Map<string, ItemsTaskData>();
  private readonly items: ItemCounts = { done: 0, failed: 0, cancelled: 0, unfinished: 0 };
  private readonly failed: FailedItem[] = [];
  private readonly runs: ReportData[] = [];
  private pipeline: string;
  private description: string | undefined;
  private from = Infinity;
  private to = -Infinity;

  constructor(pipeline = '') {
    this.pipeline = pipeline;
  }

  add(event: RecordedEvent): void {
    this.from = Math.min(this.from, event.time);
    this.to = Math.max(this.to, event.time);
    if (event.type === 'item-failed') {
      if (event.hasRun) this.items.done -= 1;
      this.fail(event.item ?? '', event.message);
      return;
    }
    if (event.type === 'run-started') this.begin(event);
    const run = this.open.get(event.run);
    if (run === undefined) return;
    run.account?.add(event);
    if (event.type === 'run-finished') this.end(event, run);
    else if (event.type === 'stray-failure') run.message ||= event.message;
    else if ('task' in event) this.addTo(this.tasks.get(event.task), event, run);
  }

  private begin(event: Extract<RecordedEvent, { type: 'run-started' }>): void {
    const { name, description, components } = event.graph;
    this.pipeline = name;
    this.description = description;
    const none = {
      finished: 0,
      failed: 0,
      skipped: 0,
      omitted: 0,
      cancelled: 0,
      attempts: 0,
      work: 0,
    };
    if (this.tasks.size === 0)
      for (const { name, runner } of components)
        this.tasks.set(name, { name, runner, ...none, longest: 0 });
    this.open.set(event.run, {
      item: event.item ?? '',
      account:
        this.runs.length < mostRuns
          ? new Account({ most: mostOfAll / mostRuns, plain: plainValue })
          : undefined,
      since: new Map(),
      failures: 0,
      message: '',
    });
  }

  private addTo(
    task: ItemsTaskData | undefined,
    event: Extract<RecordedEvent, { readonly task: string }>,
    run: Open,
  ): void {
    if (event.type === 'task-failed') {
      const { attempt, message } = event.failure;
      run.message ||= `${quoted(event.task)} failed${attempt > 1 ? ` at attempt ${attempt}` : ''}: ${message}`;
    }
    // Parts of other tasks are no tasks of the graph.
    if (task === undefined) return;
    switch (event.type) {
      case 'attempt-started':
        task.attempts += 1;
        run.since.set(
          event.task,
          (run.since.get(event.task) ?? new Map<number, number>()).set(event.attempt, event.time),
        );
        return;
      case 'attempt-failed':
      case 'attempt-lost':
        endAttempt(task, run, event.attempt, event.time);
        return;
      case 'task-repeated':
        break;
      case 'task-finished':
        task.finished += 1;
        break;
      case 'task-kept':
        task.finished += 1;
        return;
      case 'task-failed':
        task.failed += 1;
        run.failures += 1;
        break;
      case 'task-skipped':
        task.skipped += 1;
        return;
      case 'task-omitted':
        task.omitted += 1;
        return;
      case 'task-cancelled':
        task.cancelled += 1;
        break;
      default:
        return;
    }
    for (const attempt of run.since.get(event.task)?.keys() ?? [])
      endAttempt(task, run, attempt, event.time);
  }

  private end({ run, outcome }: Extract<RecordedEvent, { type: 'run-finished' }>, one: Open): void {
    this.open.delete(run);
    if (outcome === 'done') this.items.done += 1;
    else if (outcome === 'cancelled') this.items.cancelled += 1;
    else {
      const stopped = outcome === 'timeout' ? stoppedBy.timeout : '';
      const more = one.failures > 1 ? `, and ${counted(one.failures - 1, 'more task')}` : '';
      this.fail(one.item, stopped || `${one.message}${more}`, one.account);
    }
  }

  private fail(item: string, message: string, account?: Account): void {
    this.items.failed += 1;
    if (this.failed.length === mostFailed) return;
    const said = { item, message: shorten(message, longestMessage) };
    if (account === undefined || this.runs.length === mostRuns) this.failed.push(said);
    else this.failed.push({ ...said, run: this.runs.push({ ...account.data(), item }) - 1 });
  }

  /** All that is known so far. */
  data(): Omit<ItemsData, 'runs'> & { readonly runs: readonly ReportData[] } {
    const { pipeline, description, from, to, items, failed, runs } = this;
    const unfinished = this.open.size;
    return {
      pipeline,
      ...(description === undefined ? {} : { description }),
      ...(from === Infinity ? {} : { started: from }),
      duration: from === Infinity ? 0 : to - from,
      items: { ...items, unfinished },
      tasks: [...this.tasks.values()],
      failed,
      runs,
      notes: [
        ...(unfinished === 0
          ? []
          : ['The record is incomplete: its run was killed, or is still at work.']),
        ...(items.failed > failed.length
          ? [`Of the items that failed the first ${failed.length.toLocaleString('en')} are listed.`]
          : []),
        ...(this.runs.length === mostRuns
          ? [`The runs of the first ${mostRuns} items that failed can be looked at.`]
          : []),
      ],
    };
  }
}

const endAttempt = (task: ItemsTaskData, run: Open, attempt: number, time: number): void => {
  const attempts = run.since.get(task.name);
  const since = attempts?.get(attempt);
  if (attempts === undefined || since === undefined) return;
  attempts.delete(attempt);
  const took = Math.max(0, time - since);
  task.work += took;
  if (task.longestItem !== undefined && took <= task.longest) return;
  task.longest = took;
  task.longestItem = run.item;
};
