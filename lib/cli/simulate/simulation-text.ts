import { type Paint, plain } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { counted, listed, shorten } from '../../diagnostics/wording.js';
import type {
  Limit,
  SimulatedSettings,
  SimulatedTask,
  Simulation,
} from '../../simulation/simulation.js';
import { bar } from '../../sinks/progress/bar.js';
import { pathWithArrows } from '../text/path-with-arrows.js';
import { percent, rate, span } from './units-text.js';
import { table } from '../text/table.js';
import { wrapWords } from '../text/wrap-words.js';

const width = 80;
const head = 15;
const mostSlots = 16;
const mostTasks = 25;

/** What a simulation predicts, for people, in lines of at most 80 characters. */
export const simulationText = (
  simulation: Simulation,
  paint: Paint,
  { all }: { readonly all: boolean },
): string =>
  [
    [titleOf(simulation)],
    assumptions(simulation),
    figures(simulation).flatMap(([name, text]) => labelled(name, text, paint)),
    limitLines(simulation, paint),
    busyLines(simulation, paint),
    troubleLines(simulation.tasks, paint),
    taskLines(simulation, paint, all),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');

const titleOf = ({ pipeline, settings }: Simulation): string =>
  wrapWords(`${shorten(visible(pipeline))}, simulated: ${settingsText(settings)}`, width).join(
    '\n',
  );

// What nobody has said and nothing has recorded.
const assumptions = ({ settings }: Simulation): readonly string[] => {
  const { assumed = [], chances = {}, lengths = {}, rounds = {} } = settings;
  const valueOf = (one: string): number => {
    const [, kind = '', path = ''] = /^(\w+) of (.*)$/.exec(one) ?? [];
    const of = kind === 'chance' ? chances : kind === 'length' ? lengths : rounds;
    return of[path] ?? 0;
  };
  const said = assumed.map((one) => `${shorten(visible(one), 60)} ${valueOf(one)}`);
  return said.length === 0 ? [] : wrapWords(`assumed: ${listed(said, 'and', 8)}`, width);
};

const settingsText = ({
  items,
  eachConcurrency,
  concurrency,
  resources,
  seed,
}: SimulatedSettings) =>
  [
    ...(items === undefined ? [] : [counted(items, 'item'), `${eachConcurrency ?? 1} in flight`]),
    concurrency === undefined ? 'no limit of slots' : counted(concurrency, 'slot'),
    ...Object.entries(resources).map(([name, count]) => `${name} ${count}`),
    `seed ${seed}`,
  ].join(', ');

const outcomes = { done: 'done', failed: 'failed', timeout: 'the run timed out' } as const;

const figures = (simulation: Simulation): readonly (readonly [string, string])[] => {
  const { makespan, outcome, atWork, criticalPath, stream, settings } = simulation;
  const path = `${span(criticalPath.duration)}: ${pathWithArrows(criticalPath.tasks.map((one) => shorten(one, 40)))}`;
  const work = `${atWork.mean.toFixed(1)} attempts on average, ${atWork.peak} at most`;
  if (stream === undefined)
    return [
      ['makespan', `${span(makespan)}, ${outcomes[outcome]}`],
      ['critical path', path],
      ['held up', heldUp(simulation)],
      ['at work', work],
    ];
  const { latency } = stream;
  return [
    [
      'throughput',
      `${rate(stream.throughput)}: ${counted(settings.items ?? 0, 'item')} in ${span(makespan)}`,
    ],
    ['items', `${stream.done} done, ${stream.failed} failed`],
    [
      'time of an item',
      `${span(latency.mean)} on average, half within ${span(latency.median)}, 95 % within ${span(latency.p95)}, all within ${span(latency.longest)}`,
    ],
    ['if none waited', path],
    ['in flight', `${stream.inFlight.toFixed(1)} items on average`],
    ['at work', work],
  ];
};

const heldUp = ({ chain }: Simulation): string => {
  const { waits = [], tasks = [] } = chain ?? {};
  if (waits.length === 0) return 'by no waits for slots or resources';
  const said = waits.map(
    ({ time, resource }) => `${span(time)} for ${shorten(resource ?? 'slots', 24)}`,
  );
  return `${said.join(', ')}: ${pathWithArrows(tasks.map((one) => shorten(one, 40)))}`;
};

// Between a number and its unit no line is broken.
const inOne = (text: string): string =>
  text.replace(/(?<=\d) (?=[a-z%])|(?<=min|h) (?=\d)/g, '\u00a0');

const labelled = (name: string, text: string, paint: Paint): readonly string[] =>
  wrapWords(inOne(text), width - head - 2).map(
    (line, index) =>
      `${paint.strong((index === 0 ? name : '').padEnd(head))}  ${line.replaceAll('\u00a0', ' ')}`,
  );

/** What a limit is of, in words. */
export const limitName = ({ kind, resource = '', count }: Limit): string => {
  switch (kind) {
    case 'critical-path':
      return 'critical path';
    case 'items':
      return `${count} in flight`;
    case 'slots':
      return counted(count, 'slot');
    case 'resource':
      return `${shorten(resource, 24)} ${count}`;
  }
};

const limitLines = ({ limits, stream }: Simulation, paint: Paint): readonly string[] =>
  table(
    [
      { head: 'bounds' },
      { head: stream === undefined ? 'at least' : 'at most', isRight: true },
      { head: 'most of it by' },
    ],
    limits.map((limit) => [
      limitName(limit),
      stream === undefined
        ? span(limit.least)
        : limit.least === 0
          ? 'no limit'
          : rate(1000 / limit.least),
      limit.most === undefined
        ? ''
        : `${shorten(limit.most.task, 32)} (${percent(limit.most.share)})`,
    ]),
    paint,
  );

const busyLines = (simulation: Simulation, paint: Paint): readonly string[] => {
  const { slots, resources, makespan, settings } = simulation;
  const { concurrency = 0 } = settings;
  // In the colours of a bar its width could not be told.
  const row = (name: string, busy: number, share: number): readonly string[] => [
    name,
    bar(Math.min(1, share), 24, plain),
    percent(share),
    span(busy),
  ];
  const rows = [
    ...slots
      .slice(0, mostSlots)
      .map((busy, index) => row(`slot ${index + 1}`, busy, makespan === 0 ? 0 : busy / makespan)),
    ...resources.map(({ name, count, busy, share }) =>
      row(count === 1 ? shorten(name, 24) : `${shorten(name, 24)}, ${count}`, busy, share),
    ),
  ];
  if (rows.length === 0) return [];
  const beyond = slots.length - mostSlots;
  const unused = concurrency - slots.length;
  return [
    ...table(
      [{ head: 'busy' }, { head: '' }, { head: '', isRight: true }, { head: '', isRight: true }],
      rows,
      paint,
    ),
    ...(beyond > 0 ? [`and ${counted(beyond, 'more slot')}`] : []),
    ...(unused > 0 ? [`${counted(unused, 'slot')} never used`] : []),
  ];
};

const troubleLines = (tasks: readonly SimulatedTask[], paint: Paint): readonly string[] => {
  const all = tasks.filter(({ failures, timeouts }) => failures + timeouts > 0);
  if (all.length === 0) return [];
  return cut(
    table(
      [
        { head: 'attempts that fail' },
        { head: 'by chance', isRight: true },
        { head: 'timeout', isRight: true },
        { head: 'retries', isRight: true },
        { head: 'given up', isRight: true },
      ],
      all.map(({ name, failures, timeouts, retries, failed }) => [
        shorten(name, 36),
        String(failures),
        String(timeouts),
        String(retries),
        String(failed),
      ]),
      paint,
    ),
    mostTasks,
  );
};

const taskLines = (
  { tasks, stream, settings }: Simulation,
  paint: Paint,
  all: boolean,
): readonly string[] => {
  // Of many, those that count most for how long it takes.
  const isMany = !all && tasks.length > mostTasks;
  const shown = isMany
    ? [...tasks].sort(
        (a, b) =>
          (b.critical ?? 0) - (a.critical ?? 0) ||
          (a.slack ?? 0) - (b.slack ?? 0) ||
          b.busy - a.busy,
      )
    : tasks;
  const runs = settings.items ?? 1;
  const isOmitted = tasks.some(({ omitted }) => omitted > 0);
  const rows = shown.map(({ name, attempts, duration, slack, critical, waited, omitted }) => [
    shorten(name, 36),
    attempts === 0 ? (omitted > 0 ? 'omitted' : 'not run') : span(duration),
    attempts === 0 || slack === undefined ? '' : span(slack),
    critical === undefined
      ? ''
      : stream === undefined
        ? critical > 0
          ? 'yes'
          : ''
        : percent(critical),
    attempts === 0 ? '' : span(waited / runs),
    ...(isOmitted ? [omitted > 0 ? String(omitted) : ''] : []),
  ]);
  return cut(
    table(
      [
        { head: stream === undefined ? 'task' : 'task (means)' },
        { head: 'takes', isRight: true },
        { head: 'slack', isRight: true },
        { head: 'critical', isRight: true },
        { head: 'waits', isRight: true },
        ...(isOmitted ? [{ head: 'omitted', isRight: true }] : []),
      ],
      rows,
      paint,
    ),
    isMany ? mostTasks : Infinity,
    '; `--all` shows them',
  );
};

// The first line is the head.
const cut = (lines: readonly string[], most: number, hint = ''): readonly string[] => {
  const beyond = lines.length - 1 - most;
  return beyond > 0 ? [...lines.slice(0, most + 1), `and ${beyond} more${hint}`] : lines;
};
