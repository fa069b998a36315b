import { cut } from '../../diagnostics/width.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import { taskEnds } from '../../engine/events/task-ends.js';
import { isInner } from '../../graph/component-at.js';
import { bar } from '../../sinks/progress/bar.js';
import { timeText } from '../../sinks/time-text.js';

interface RunAtWork {
  readonly name: string;
  readonly began: number;
  readonly tasks: Set<string>;
  ended: number;
  all: number | undefined;
}

const mostRuns = 6;

/** How far a sweep has come: of its runs, and within those that are at work. Times are in milliseconds. */
export class SweepProgress {
  /** How many runs have ended. */
  ended = 0;
  private readonly runs: number;
  private readonly began: number;
  private readonly atWork = new Set<RunAtWork>();

  constructor(runs: number, began: number) {
    this.runs = runs;
    this.began = began;
  }

  /** A run of that name begins: what watches it, and what is called at its end. */
  begin(name: string, now: number): { readonly sink: Sink; readonly end: () => void } {
    const run: RunAtWork = { name, began: now, tasks: new Set(), ended: 0, all: undefined };
    this.atWork.add(run);
    return {
      sink: (event) => {
        if (event.type === 'run-started')
          run.all = event.graph.components.filter(({ pruned }) => !pruned).length;
        if (!('task' in event) || isInner(event.task)) return;
        if (event.type === 'attempt-started') run.tasks.add(event.task);
        if (!taskEnds.has(event.type)) return;
        run.tasks.delete(event.task);
        run.ended += 1;
      },
      end: () => {
        this.atWork.delete(run);
        this.ended += 1;
      },
    };
  }

  /** For a terminal of so many columns: a bar over all runs, and a line for each that is at work. */
  lines(columns: number, now: number, paint: Paint): readonly string[] {
    const cells = columns < 60 ? 0 : Math.min(30, columns >> 3);
    const drawn = cells === 0 ? '' : `${bar(this.ended / this.runs, cells, paint)}  `;
    const said = `${this.ended} of ${counted(this.runs, 'run')} ended, ${timeText(now - this.began)}`;
    const runs = [...this.atWork];
    const more = runs.length - mostRuns;
    return [
      drawn + cut(said, columns - (cells === 0 ? 0 : cells + 2)),
      ...runs.slice(0, mostRuns).map((run) => cut(`  ${runText(run, now)}`, columns)),
      ...(more > 0 ? [`  and ${counted(more, 'more run')}`] : []),
    ];
  }
}

const runText = ({ name, began, tasks, ended, all }: RunAtWork, now: number): string => {
  const at = tasks.size === 0 ? '' : `, running ${listed([...tasks], 'and', 3, quoted)}`;
  const of = all === undefined ? '' : `: ${ended} of ${counted(all, 'task')}${at}`;
  return `${visible(name)}${of}, ${timeText(now - began)}`;
};
