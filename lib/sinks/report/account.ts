import { quoted } from '../../diagnostics/wording.js';
import type { RecordedEvent } from '../record/recorded-event.js';
import { criticalChain } from './critical-chain.js';
import { withoutUndefined } from '../../drawing/without-undefined.js';
import { BoundedLogs } from './bounded-logs.js';
import type { AttemptData, NamedText, ReportData, TaskData } from './report-data.js';
import { BoundedLists } from './bounded-lists.js';
import {
  addPart,
  beginAttempt,
  beginWait,
  endAttempt,
  endWait,
  mostAttempts,
  type TaskAccount,
} from './task-account.js';
import { mostParts, TaskAccounts } from './task-accounts.js';
import { taskDataOf } from './task-data.js';
import { asRecorded, mostOfAll, type Plain, ValueTexts } from './value-texts.js';

const mostNotes = 100;

interface AccountOptions {
  /** Of all values together, about so many characters are kept. */
  readonly most?: number;
  /** Of all logs together, about so many lines; of all tasks as many attempts, waits and rounds. */
  readonly mostEntries?: number;
  /** By default values are taken as they were recorded. */
  readonly plain?: Plain;
}

/** What happened in a run, as its events told it, one after the other. */
export class Account {
  private readonly texts: ValueTexts;
  private readonly tasks = new TaskAccounts();
  private readonly notes: string[] = [];
  private readonly noteRoom = new BoundedLists(mostNotes, mostNotes);
  private start: Extract<RecordedEvent, { type: 'run-started' }> | undefined;
  private end: Extract<RecordedEvent, { type: 'run-finished' }> | undefined;
  private inputs: NamedText[] = [];
  private outputs: NamedText[] = [];
  private last = 0;
  private readonly logs: BoundedLogs;
  private readonly attempts: BoundedLists;
  private readonly waits: BoundedLists;
  private readonly rounds: BoundedLists;
  private readonly restarts: BoundedLists;

  constructor({
    most = mostOfAll,
    mostEntries = 100_000,
    plain = asRecorded,
  }: AccountOptions = {}) {
    this.texts = new ValueTexts(most, plain);
    this.logs = new BoundedLogs(mostEntries, most);
    const room = (): BoundedLists => new BoundedLists(mostEntries, mostAttempts);
    this.attempts = room();
    this.waits = room();
    this.rounds = room();
    this.restarts = room();
  }

  add(event: RecordedEvent): void {
    if (event.type === 'run-started') {
      this.start = event;
      this.inputs = this.texts.named(event.inputs);
      this.tasks.begin(event.graph);
    }
    const time = event.time - (this.start?.time ?? event.time);
    this.last = Math.max(this.last, time);
    if (event.type === 'run-settled') this.outputs = this.texts.named(event.outputs);
    else if (event.type === 'inputs-changed')
      this.inputs = [...new Map([...this.inputs, ...this.texts.named(event.inputs)])];
    else if (event.type === 'run-finished') {
      this.end = event;
      this.tasks.forgetSaid();
      this.outputs = this.texts.named(event.outputs);
    } else if (event.type === 'stray-failure')
      this.note(event.message.replace(/^./, (first) => first.toUpperCase()));
    else if (event.type === 'sink-failed') this.note(`A sink failed: ${event.message}`);
    else if ('task' in event) {
      const task = this.tasks.of(event, time);
      if (task !== undefined) {
        delete task.said;
        this.addTo(task, event, time);
      }
    }
    if (this.texts.isSweepDue) this.texts.keepOnly(this.usedTexts());
  }

  private usedTexts(): ReadonlySet<number> {
    const used = new Set<number>();
    const use = (values: readonly NamedText[] = []): void => {
      for (const [, place] of values) used.add(place);
    };
    use(this.inputs);
    use(this.outputs);
    for (const tasks of [this.tasks.ofGraph, this.tasks.parts])
      for (const { attempts, outputs, rounds, fixed } of tasks.values()) {
        for (const { inputs } of attempts) use(inputs);
        for (const [, , values] of rounds) use(values);
        use(outputs);
        if (fixed?.params !== undefined) used.add(fixed.params);
      }
    return used;
  }

  private addTo(
    task: TaskAccount,
    event: Extract<RecordedEvent, { readonly task: string }>,
    time: number,
  ): void {
    switch (event.type) {
      case 'task-waiting':
        endWait(task, time);
        beginWait(task, 'slot', time, this.waits);
        task.state = 'pending';
        if (event.reason !== undefined) task.waitsFor = event.reason;
        return;
      case 'attempt-started': {
        endWait(task, time);
        const inputs = this.texts.named(event.inputs);
        const key = JSON.stringify(inputs);
        const attempt: AttemptData = {
          number: event.attempt,
          from: time,
          to: time,
          end: 'running',
          ...(event.runner === undefined ? {} : { runner: event.runner }),
          ...(key === task.lastInputs ? {} : { inputs }),
        };
        beginAttempt(task, attempt, this.attempts);
        task.lastInputs = key;
        task.coming.clear();
        task.state = 'running';
        return;
      }
      case 'task-superseded':
        endAttempt(task, 'cancelled', time);
        endWait(task, time);
        task.state = 'pending';
        return;
      case 'task-kept':
        if (event.outputs !== undefined) task.outputs = this.texts.named(event.outputs);
        if (event.from !== undefined) task.keptFrom = event.from;
        task.state = 'finished';
        return;
      case 'task-noted':
        this.note(`${event.task}: ${event.message}`);
        return;
      case 'attempt-log':
        this.logs.add(task, [time, event.attempt, event.message]);
        return;
      case 'teardown-failed':
        this.note(`A teardown of the runner of ${quoted(event.task)} failed: ${event.message}`);
        return;
      case 'attempt-progress': {
        const attempt = task.attempts.findLast(({ number }) => number === event.attempt);
        if (attempt !== undefined) attempt.progress = event.fraction;
        return;
      }
      case 'attempt-lost':
        endAttempt(task, 'lost', time, { number: event.attempt, isLast: false });
        this.logs.add(task, [time, event.attempt, event.reason]);
        return;
      case 'attempt-failed':
        endAttempt(task, 'failed', time, {
          failure: event.failure,
          number: event.attempt,
          isLast: false,
        });
        if (event.retryIn !== undefined) beginWait(task, 'retry', time, this.waits);
        return;
      case 'task-finished':
        endAttempt(task, 'finished', time, { number: event.attempt });
        task.outputs = this.texts.named(event.outputs);
        task.state = 'finished';
        return;
      case 'task-failed':
        endAttempt(task, 'failed', time, { failure: event.failure });
        task.failure = event.failure;
        task.state = 'failed';
        return;
      case 'task-skipped':
        task.cause = event.cause.task;
        task.state = 'skipped';
        return;
      case 'task-omitted':
        task.omission = { reason: event.reason, origin: event.origin };
        task.state = 'omitted';
        return;
      case 'attempt-part':
        addPart(task, event.output, event.value);
        return;
      case 'task-repeated':
        endAttempt(task, 'finished', time, { number: event.attempt });
        this.rounds.add(task.rounds, [event.round, time, this.texts.named(event.outputs)]);
        return;
      case 'task-cancelled':
        endAttempt(task, 'cancelled', time);
        endWait(task, time);
        task.state = 'cancelled';
        return;
      case 'task-restarted':
        this.restarts.add(task.restarts, time);
        for (const name of [event.task, ...event.below]) {
          const again = this.tasks.get(name);
          if (again === undefined) continue;
          again.state = 'pending';
          delete again.said;
        }
    }
  }

  private note(text: string): void {
    this.noteRoom.add(this.notes, text);
  }

  /** All that is known so far. */
  data(): ReportData {
    this.tasks.forgetMoved();
    const { ofGraph, parts, leftOut } = this.tasks;
    const names = [...ofGraph.keys(), ...parts.keys()];
    const places = new Map(names.map((name, place) => [name, place]));
    const around = {
      places,
      texts: this.texts,
      leftOut,
      last: this.last,
      hasEnded: this.end !== undefined,
    };
    const dataOf = ([name, task]: readonly [string, TaskAccount]): TaskData =>
      taskDataOf(name, task, around);
    const tasks = Array.from(ofGraph, dataOf);
    const untold = [...leftOut.values()].reduce((sum, count) => sum + count, 0);
    const graph = this.start?.graph;
    return {
      pipeline: graph?.name ?? '',
      ...withoutUndefined({
        description: graph?.description,
        timeout: graph?.timeout,
        concurrency: graph?.concurrency,
        resources: graph?.resources,
      }),
      run: this.start?.run ?? '',
      seed: this.start?.seed ?? 0,
      started: this.start?.time ?? 0,
      duration: this.last,
      outcome: this.end?.outcome ?? 'unfinished',
      inputs: this.inputs,
      outputs: this.outputs,
      tasks,
      parts: Array.from(parts, dataOf),
      // After the tasks, which name their params.
      texts: this.texts.all,
      chain: criticalChain(tasks),
      notes: [
        ...(this.end === undefined
          ? ['The record is incomplete: the run was killed, or is still at work.']
          : []),
        ...(this.noteRoom.isFull ? [`Only the last ${mostNotes} notes are shown.`] : []),
        ...this.notes,
        ...(this.attempts.hasOverlong
          ? [`Only the last ${mostAttempts} attempts of each task are shown.`]
          : []),
        ...(this.attempts.isFull
          ? [
              'There were more attempts than a page can hold: of most tasks only the last are shown.',
            ]
          : []),
        ...(untold === 0
          ? []
          : [
              `Of the elements of lists and the tasks of pipelines within, ${mostParts.toLocaleString('en')} are shown, those that failed before others; ${untold.toLocaleString('en')} are left out.`,
            ]),
        ...(this.texts.isFull
          ? ['There were more values than a page can hold: the later ones are cut short.']
          : []),
      ],
    };
  }
}
