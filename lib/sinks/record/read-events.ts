import { quoted } from '../../diagnostics/wording.js';
import type { JsonGraph } from '../../drawing/json-graph.js';
import type { RecordedEvent } from './recorded-event.js';

/** What is wrong with a record of events: one sentence that names the line. */
export class EventsError extends Error {
  override readonly name = 'EventsError';
  /** From 1. */
  readonly line: number;
  /** Whether the record just ends too soon, in the midst of its last line. */
  readonly isCut: boolean;

  constructor(line: number, message: string, isCut = false) {
    super(`line ${line}: ${message}`);
    this.line = line;
    this.isCut = isCut;
  }
}

/**
 * The events of a record, as `eventLines` or `mlpipeline run --events` wrote it, from its text in
 * pieces of any size: the chunks of a file, or a list with the whole text. Empty lines are passed
 * over. Throws an `EventsError` at the first line that is no event of a complete record of one run,
 * or of the runs of items, after the events before it have been given.
 */
export async function* readEvents(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const reader = new Reader();
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    const lines = text.split('\n');
    // Joined at the end of a line only: a long one comes in many pieces.
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    for (const line of lines) yield* reader.read(line);
  }
  rest += decoder.decode();
  yield* reader.read(rest, true);
}

class Reader {
  private line = 0;
  private run: string | undefined;
  private isOfItems: boolean | undefined;
  // What number comes next, of each run that has yet to finish.
  private readonly next = new Map<string, number>();
  private graph: JsonGraph | undefined;

  *read(text: string, isUnended = false): Generator<RecordedEvent> {
    this.line += 1;
    if (text.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw isUnended
        ? new EventsError(
            this.line,
            'the record ends in the middle of it: its run was killed, or is still at work',
            true,
          )
        : this.error('it is not JSON: a record of events is one JSON object a line');
    }
    yield this.checked(value);
  }

  private checked(value: unknown): RecordedEvent {
    if (!isRecord(value) || typeof value.type !== 'string')
      throw this.error('it is not an event: an object with a `type` was expected');
    const { type } = value;
    if (!Object.hasOwn(fields, type))
      throw this.error(
        `an event of the unknown type ${quoted(type)}: was it written by a newer version?`,
      );
    // Of the runs of items those go without whose graph is that of the one before.
    const isWhole = type !== 'run-started' || value.item === undefined || value.graph !== undefined;
    const event = isWhole ? value : { ...value, graph: this.graph };
    for (const [name, kind] of Object.entries({
      ...common,
      ...fields[type as RecordedEvent['type']],
    }))
      if (!isA[kind](event[name]))
        throw this.error(`\`${name}\` of \`${type}\` must be ${said[kind]}`);
    if (type === 'run-started' && !isWholeGraph(event.graph))
      throw this.error(
        '`graph` is not complete: `--log json` abridges it, a record is what `--events` writes',
      );
    // All fields of its type are checked by now.
    const checked = event as RecordedEvent;
    this.checkPlace(checked);
    if (checked.type === 'run-started') this.graph = checked.graph;
    return checked;
  }

  private checkPlace({ type, run, sequence, item }: RecordedEvent): void {
    const isOfItem = item !== undefined;
    this.isOfItems ??= isOfItem;
    if (isOfItem !== this.isOfItems)
      throw this.error(
        isOfItem
          ? 'an event of an item: the record is of one run'
          : '`item` is missing: each line of a record of many items names its item',
      );
    this.run ??= run;
    if (!isOfItem && run !== this.run)
      throw this.error(
        `an event of another run, ${quoted(run)}: a record has those of one, ${quoted(this.run)}`,
      );
    const next = this.next.get(run) ?? 0;
    if (sequence !== next)
      throw this.error(
        `event ${next} ${isOfItem ? `of the run ${quoted(run)} ` : ''}was expected, and this is ${sequence}: lines are missing or out of order`,
      );
    if (isOfItem && (type === 'run-finished' || type === 'item-failed')) this.next.delete(run);
    else this.next.set(run, next + 1);
  }

  private error(message: string): EventsError {
    return new EventsError(this.line, message);
  }
}

type Kind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'record'
  | 'failure'
  | 'list'
  | 'outcome'
  | 'optional number'
  | 'optional record'
  | 'optional text';

const common = { run: 'text', item: 'optional text', sequence: 'number', time: 'number' } as const;

const fields: Readonly<Record<RecordedEvent['type'], Readonly<Record<string, Kind>>>> = {
  'run-started': { graph: 'record', inputs: 'record', seed: 'number' },
  'task-waiting': { task: 'text', reason: 'optional text' },
  'attempt-started': { task: 'text', attempt: 'number', runner: 'optional text', inputs: 'record' },
  'attempt-log': { task: 'text', attempt: 'number', message: 'text' },
  'attempt-progress': { task: 'text', attempt: 'number', fraction: 'number' },
  'attempt-part': { task: 'text', attempt: 'number', output: 'text' },
  'attempt-failed': {
    task: 'text',
    attempt: 'number',
    failure: 'failure',
    retryIn: 'optional number',
  },
  'attempt-lost': { task: 'text', attempt: 'number', reason: 'text' },
  'teardown-failed': { task: 'text', attempt: 'number', message: 'text' },
  'task-repeated': {
    task: 'text',
    attempt: 'optional number',
    round: 'number',
    outputs: 'record',
  },
  'task-finished': { task: 'text', attempt: 'number', outputs: 'record' },
  'task-failed': { task: 'text', failure: 'failure' },
  'task-skipped': { task: 'text', cause: 'failure' },
  'task-omitted': { task: 'text', reason: 'text', origin: 'text' },
  'task-cancelled': { task: 'text' },
  'task-restarted': { task: 'text', below: 'list' },
  'inputs-changed': { inputs: 'record' },
  'task-superseded': { task: 'text' },
  'task-kept': { task: 'text', outputs: 'optional record', from: 'optional text' },
  'task-noted': { task: 'text', message: 'text' },
  'run-settled': { outputs: 'record' },
  'stray-failure': { message: 'text', tasks: 'list' },
  'sink-failed': { message: 'text' },
  'item-failed': { message: 'text', hasRun: 'boolean' },
  'run-finished': { outcome: 'outcome', outputs: 'record' },
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): boolean => typeof value === 'number';

const isA: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  record: isRecord,
  failure: (value) =>
    isRecord(value) &&
    typeof value.kind === 'string' &&
    typeof value.task === 'string' &&
    typeof value.message === 'string' &&
    isNumber(value.attempt),
  list: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  outcome: (value) => ['done', 'failed', 'cancelled', 'timeout'].some((one) => one === value),
  'optional number': (value) => value === undefined || isNumber(value),
  'optional record': (value) => value === undefined || isRecord(value),
  'optional text': (value) => value === undefined || typeof value === 'string',
};

const said: Readonly<Record<Kind, string>> = {
  text: 'a string',
  number: 'a number',
  boolean: '`true` or `false`',
  record: 'an object',
  failure: 'an object with `kind`, `task`, `attempt` and `message`',
  list: 'a list of strings',
  outcome: '`done`, `failed`, `cancelled` or `timeout`',
  'optional number': 'a number, or absent',
  'optional record': 'an object, or absent',
  'optional text': 'a string, or absent',
};

const isWholeGraph = (graph: unknown): boolean =>
  isRecord(graph) &&
  typeof graph.name === 'string' &&
  ['inputs', 'components', 'outputs', 'edges'].every((key) => Array.isArray(graph[key])) &&
  (graph.components as readonly unknown[]).every(isWholeComponent);

const isWholeComponent = (component: unknown): boolean =>
  isRecord(component) &&
  typeof component.name === 'string' &&
  typeof component.runner === 'string' &&
  isNumber(component.level) &&
  Array.isArray(component.dependencies) &&
  Array.isArray(component.inputs) &&
  component.inputs.every(
    (one) =>
      isRecord(one) &&
      (typeof one.consumable === 'string' ||
        (isRecord(one.selector) && Array.isArray(one.selector.of))),
  );
