import type { RecordedFailure } from '../record/recorded-event.js';
import type { OmissionReason } from '../../engine/events/event.js';
import type { KnownComponent } from './known-components.js';
import type {
  AttemptData,
  LogData,
  NamedText,
  ReportState,
  TaskData,
  RoundData,
  WaitData,
} from './report-data.js';
import type { BoundedLists } from './bounded-lists.js';

/** Of a task; and as many waits, rounds and restarts. */
export const mostAttempts = 500;

/** What a task is, and where it stands among those that are shown. */
export type FixedData = Pick<
  TaskData,
  | 'name'
  | 'runner'
  | 'level'
  | 'description'
  | 'within'
  | 'params'
  | 'timeout'
  | 'retry'
  | 'resources'
  | 'mayFail'
  | 'needs'
  | 'wires'
  | 'ways'
>;

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** What happened to one task so far. */
export interface TaskAccount {
  readonly known: KnownComponent;
  state: ReportState;
  readonly attempts: Open<AttemptData>[];
  /** Of attempts that are left out. */
  readonly earlier: { attempts: number; work: number };
  readonly waits: [...WaitData][];
  readonly logs: LogData[];
  logsLeftOut: number;
  readonly restarts: number[];
  outputs?: NamedText[];
  /** Pieces of outputs that have come, by output, as one text each. */
  readonly coming: Map<string, string>;
  /** Where its outputs were looked up. */
  keptFrom?: string;
  failure?: RecordedFailure;
  cause?: string;
  omission?: { readonly reason: OmissionReason; readonly origin: string };
  readonly rounds: RoundData[];
  /** Whether its last wait is still going on. */
  isWaiting: boolean;
  /** What that wait is for, where somebody may have to see to it. */
  waitsFor?: string;
  lastInputs?: string;
  /** What is said of it whatever happens. */
  fixed?: FixedData;
  /** What was said of it last; absent where something has happened since. */
  said?: TaskData;
}

/** What a task is before anything is known of it. */
export const newTask = (known: KnownComponent, state: ReportState): TaskAccount => ({
  known,
  state,
  attempts: [],
  earlier: { attempts: 0, work: 0 },
  waits: [],
  logs: [],
  logsLeftOut: 0,
  restarts: [],
  rounds: [],
  coming: new Map(),
  isWaiting: false,
});

/** Adds an attempt, for which the first that is kept may have to go. */
export const beginAttempt = (task: TaskAccount, attempt: AttemptData, room: BoundedLists): void => {
  const gone = room.add(task.attempts, { ...attempt });
  if (gone === undefined) return;
  task.earlier.attempts += 1;
  task.earlier.work += gone.to - gone.from;
  // Those of an attempt are named where they are others than before.
  const [first] = task.attempts;
  if (gone.inputs !== undefined && first !== undefined) first.inputs ??= gone.inputs;
};

export const beginWait = (
  task: TaskAccount,
  kind: 'slot' | 'retry',
  time: number,
  room: BoundedLists,
): void => {
  room.add(task.waits, [kind, time, time]);
  task.isWaiting = true;
};

export const endWait = (task: TaskAccount, time: number): void => {
  const wait = task.waits.at(-1);
  if (!task.isWaiting || wait === undefined) return;
  wait[2] = time;
  task.isWaiting = false;
  delete task.waitsFor;
};

/** Of pieces of an output. */
const mostComing = 20_000;

/** Adds a piece to what has come of an output: texts are put together, other values stand on lines. */
export const addPart = ({ coming }: TaskAccount, output: string, value: unknown): void => {
  const piece = typeof value === 'string' ? value : `${JSON.stringify(value)}\n`;
  const whole = (coming.get(output) ?? '') + piece;
  coming.set(output, whole.length > mostComing ? `…${whole.slice(-mostComing)}` : whole);
};

/** Ends the attempt of that number, or what is at work; where it ends the task, others with it. */
export const endAttempt = (
  task: TaskAccount,
  end: AttemptData['end'],
  time: number,
  { failure, number, isLast = true }: HowEnded = {},
): void => {
  const atWork = task.attempts.filter((attempt) => attempt.end === 'running');
  for (const attempt of atWork) {
    const isIt = number === undefined || attempt.number === number;
    if (!isIt && !isLast) continue;
    attempt.to = time;
    attempt.end = isIt ? end : 'cancelled';
    if (isIt && failure !== undefined) attempt.failure = failure;
  }
  // What has come of outputs is shown while more may come.
  if (task.attempts.every((attempt) => attempt.end !== 'running')) task.coming.clear();
};

interface HowEnded {
  readonly failure?: RecordedFailure;
  readonly number?: number;
  /** Whether no other goes on beside it. */
  readonly isLast?: boolean;
}
