import { visible } from '../../diagnostics/visible.js';
import { quoted } from '../../diagnostics/wording.js';
import type { Sink } from '../../engine/events/event.js';
import { textLog } from '../../sinks/log/text-log.js';
import { shortId } from '../store/short-id.js';

/** What a server logs of its runs, in lines without their ends. */
export interface ServeLog {
  readonly sink: Sink;
  /** Told of a run that is left: nothing more is logged of it, as it is cancelled in this process alone. */
  readonly leave: (run: string) => void;
}

/** Logs where runs begin and end and what goes wrong in them; each step of them where it is to be `verbose`. */
export const serveLog = (say: (text: string) => void, verbose: boolean): ServeLog => {
  const left = new Set<string>();
  const log = verbose ? stepsOfEach(say) : withoutSteps(say);
  return {
    sink: (event) => {
      if (!left.has(event.run)) log(event);
    },
    leave: (run) => {
      left.add(run);
      say(`run ${run} is interrupted: \`mlpipeline resume ${run}\` continues it`);
    },
  };
};

const stepsOfEach = (say: (text: string) => void): Sink => {
  const logs = new Map<string, Sink>();
  return (event) => {
    const { run } = event;
    if (event.type === 'run-started') {
      say(`run ${run} of ${quoted(event.graph.name)}`);
      const print = (line: string): void =>
        void process.stderr.write(`[${shortId(run)}] ${line}\n`);
      logs.set(run, textLog(print, { verbose: true }));
    }
    logs.get(run)?.(event);
    if (event.type !== 'run-finished') return;
    logs.delete(run);
    say(`run ${run} is ${event.outcome}`);
  };
};

const withoutSteps =
  (say: (text: string) => void): Sink =>
  (event) => {
    const { run } = event;
    if (event.type === 'run-started') say(`run ${run} of ${quoted(event.graph.name)}`);
    if (event.type === 'run-finished') say(`run ${run} is ${event.outcome}`);
    if (event.type === 'task-failed')
      say(`run ${run}: ${quoted(event.task)} failed: ${visible(event.failure.message)}`);
    if (event.type === 'task-waiting' && event.reason !== undefined)
      say(`run ${run}: ${quoted(event.task)} waits: ${visible(event.reason)}`);
    if (event.type === 'attempt-lost')
      say(
        `run ${run}: attempt ${event.attempt} of ${quoted(event.task)} was lost: ${visible(event.reason)}`,
      );
  };
