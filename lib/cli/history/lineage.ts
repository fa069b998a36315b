import { visible } from '../../diagnostics/visible.js';
import type { FinishedTask, History, KeptRun } from '../../store/store.js';
import type { KeptValue } from '../../store/values/kept-value.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { shortId } from '../store/short-id.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { findValue } from './find-value.js';
import { withStore } from './history-store.js';
import { keptText } from './kept-text.js';
import { Origins } from './origins.js';

export interface LineageCommandOptions extends StoreFlags {
  readonly down?: boolean;
}

/** `mlpipeline lineage`: from what a value was made, back to the inputs; `--down` for what was made from it. */
export const lineage = (
  id: string,
  reference: string,
  { down, ...flags }: LineageCommandOptions,
): Promise<ExitStatus> =>
  withStore(flags, async ({ store: { history } }) => {
    const run = await history.run(id);
    const tasks = await history.tasks(run.id);
    const { value } = findValue(run, tasks, reference);
    const lines =
      down === true
        ? [`${visible(reference)} = ${keptText(value)}`, ...(await new Below(history).of(value))]
        : new Above(run, tasks).of(reference);
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    return exitStatus.done;
  });

const indent = '  ';

/** What lies above values of a run: each task is told once. */
class Above {
  private readonly run: KeptRun;
  private readonly tasks: readonly FinishedTask[];
  private readonly origins: Origins;
  private readonly told = new Set<string>();

  constructor(run: KeptRun, tasks: readonly FinishedTask[]) {
    this.run = run;
    this.tasks = tasks;
    this.origins = new Origins(run, tasks);
  }

  of(reference: string, depth = 0): readonly string[] {
    if (depth === 0) {
      const { reference: source = reference } = this.origins.ofOutput(reference) ?? {};
      if (source !== reference) return this.of(source, depth);
    }
    const { task, value, name } = findValue(this.run, this.tasks, reference);
    const line = `${indent.repeat(depth)}${visible(reference)} = ${keptText(value)}`;
    if (task === undefined)
      return [`${line}${this.run.inputs.has(name) ? ', an input of the run' : ''}`];
    const given = `${line}, given by ${visible(task.task)}${task.from === undefined ? '' : ` (kept from ${visible(task.from)})`}`;
    if (this.told.has(task.task)) return [`${given}, as above`];
    this.told.add(task.task);
    return [
      given,
      ...[...task.inputs].flatMap(([port, input]) => this.input(task, port, input, depth + 1)),
    ];
  }

  private input(
    task: FinishedTask,
    port: string,
    value: KeptValue,
    depth: number,
  ): readonly string[] {
    const origin = this.origins.ofInput(task, port);
    if (origin !== undefined && origin.places.length === 0) return this.of(origin.reference, depth);
    const line = `${indent.repeat(depth)}${visible(port)} = ${keptText(value)}`;
    if (origin === undefined) return [line];
    const part = `${visible(origin.reference)}${origin.places.map((one) => `[${one}]`).join('')}`;
    return [`${line}, which is ${part}`, ...this.of(origin.reference, depth + 1)];
  }
}

/** More is of no use to a reader. */
const mostTasks = 1000;

/** What was made from a value, in whichever run, by those that took one equal to it. */
class Below {
  private readonly history: History;
  private readonly tasks = new Map<string, Promise<readonly FinishedTask[]>>();
  private readonly told = new Set<string>();

  constructor(history: History) {
    this.history = history;
  }

  async of({ hash }: KeptValue, depth = 1): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const { run, task, name, as } of await this.history.uses(hash)) {
      const before = indent.repeat(depth);
      const key = `${run}/${task ?? ''}/${task === undefined ? name : ''}`;
      if (this.told.has(key)) continue;
      if (task === undefined) {
        this.told.add(key);
        const what = as === 'input' ? 'an input' : 'an output';
        lines.push(`${before}${visible(name)}, ${what} of run ${shortId(run)}`);
        continue;
      }
      if (as !== 'input') continue;
      if (this.told.size === mostTasks) return [...lines, `${before}… and more`];
      this.told.add(key);
      const taker = (await this.tasksOf(run)).find((one) => one.task === task);
      lines.push(`${before}taken by ${visible(task)} of run ${shortId(run)} as ${visible(name)}`);
      for (const [output, value] of taker?.outputs ?? [])
        lines.push(
          `${before}${indent}${visible(task)}.${visible(output)} = ${keptText(value)}`,
          ...(await this.of(value, depth + 2)),
        );
    }
    return lines;
  }

  private tasksOf(run: string): Promise<readonly FinishedTask[]> {
    let known = this.tasks.get(run);
    if (known === undefined) this.tasks.set(run, (known = this.history.tasks(run)));
    return known;
  }
}
