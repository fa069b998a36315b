import { expect } from 'chai';

import { plain } from '../../../lib/diagnostics/paint.js';
import { width } from '../../../lib/diagnostics/width.js';
import type { EventBody } from '../../../lib/engine/events/event.js';
import type { Failure } from '../../../lib/engine/failure.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { closingLine } from '../../../lib/sinks/progress/progress-headline.js';
import { progressLines } from '../../../lib/sinks/progress/terminal-lines.js';
import { ProgressState } from '../../../lib/sinks/progress/progress-state.js';
import { timeText } from '../../../lib/sinks/time-text.js';
import { graphOf, type TaskOf } from '../../engine/rig.js';

// The state of a run after these events, each at its time in milliseconds.
const stateAfter = (
  graph: Graph,
  events: readonly (readonly [time: number, event: EventBody])[],
  only?: readonly string[],
): ProgressState => {
  const state = new ProgressState(only);
  const all: typeof events = [[0, { type: 'run-started', graph, inputs: {}, seed: 1 }], ...events];
  all.forEach(([time, body], sequence) => {
    state.see({ run: 'r', sequence, time, ...body });
  });
  return state;
};

const named = (...names: readonly string[]): Graph =>
  graphOf(
    Object.fromEntries(names.map((name): [string, TaskOf] => [name, { retry: { attempts: 2 } }])),
  );

/** Two tasks, of which the first is declared to be tried in more ways than one. */
const ways = (more: object): Graph => {
  const graph = named('a', 'b');
  const [a, ...others] = graph.components;
  return { ...graph, components: [{ ...a, ...more }, ...others] as Graph['components'] };
};

const started = (task: string, attempt = 1): EventBody => ({
  type: 'attempt-started',
  task,
  attempt,
  inputs: {},
});

const failure = (task: string, attempt: number, message: string): Failure => ({
  kind: 'error',
  task,
  attempt,
  message,
  cause: undefined,
  final: false,
});

const failed = (attempt: number, retryIn?: number): EventBody => ({
  type: 'attempt-failed',
  task: 'a',
  attempt,
  failure: failure('a', attempt, 'torn'),
  retryIn,
});

const shown = (
  state: ProgressState,
  now: number,
  { columns = 79, height = 18 }: { columns?: number; height?: number } = {},
): readonly string[] => progressLines(state, { columns, height, now, paint: plain });

describe('what a terminal shows of a run', () => {
  it('tells how many elements of a list are done, and shows those at work', () => {
    const graph = named('read', 'last');
    const [read, last] = graph.components;
    const mapped = {
      ...graph,
      components: [
        { ...read, map: { over: ['page'], concurrency: 2, onFailure: 'omit', element: read } },
        last,
      ],
    } as Graph;
    const pages = Array.from({ length: 1000 }, (_, page) => page);
    const state = stateAfter(mapped, [
      [0, { type: 'attempt-started', task: 'read', attempt: 1, inputs: { page: pages } }],
      [0, started('read[0]')],
      [100, { type: 'task-finished', task: 'read[0]', attempt: 1, outputs: {} }],
      [100, started('read[1]')],
      [200, { type: 'task-failed', task: 'read[1]', failure: failure('read[1]', 1, 'black') }],
      [300, started('read[2]')],
      [400, { type: 'task-omitted', task: 'last', reason: 'condition', origin: 'last' }],
    ]);
    const lines = shown(state, 1000);
    expect(lines[0]).to.match(/^ {2}read +Runner-read +1\.0 s +[━─]+ +0 % +2 of 1,000$/);
    expect(lines[1]).to.match(/^ {2}read\[2\] +Runner-read +0\.7 s$/);
    expect(lines[2]).to.match(/0 of 2 done, 1 omitted, 2 running/);
  });

  const names = ['fetch', 'page_ocr', 'layout', 'table', 'merge', 'report', 'index', 'archive'];
  const busy = stateAfter(named(...names), [
    [0, started('fetch')],
    [0, started('page_ocr')],
    [0, { type: 'task-waiting', task: 'table' }],
    [900, { type: 'task-finished', task: 'fetch', attempt: 1, outputs: {} }],
    [1000, started('layout')],
    [1500, { type: 'attempt-progress', task: 'page_ocr', attempt: 1, fraction: 0.624 }],
    [1600, { type: 'attempt-log', task: 'page_ocr', attempt: 1, message: 'page 3\u001b[2J of 7' }],
    [1700, { type: 'task-failed', task: 'index', failure: failure('index', 3, 'no disk') }],
    [1700, { type: 'task-skipped', task: 'archive', cause: failure('index', 3, 'no disk') }],
    [
      2000,
      {
        type: 'attempt-failed',
        task: 'layout',
        attempt: 1,
        failure: failure('layout', 1, 'not ready'),
        retryIn: 1500,
      },
    ],
    [2000, started('report', 2)],
  ]);

  it('is all that is at work, what waits for another attempt, and how many are where', () => {
    expect(shown(busy, 2500, { columns: 119 })).to.deep.equal([
      '  page_ocr  Runner-page_ocr   2.5 s                  ━━━━━━━━──────  62 %  page 3\\x1b[2J of 7',
      '  report    Runner-report     0.5 s  attempt 2 of 3',
      '  layout    Runner-layout    attempt 2 of 3 in 1.0 s: not ready',
      '━━━━━─────────  2.5 s  1 of 8 done, 1 failed, 1 skipped, 2 running, 1 to retry, 1 waiting for a slot, 1 to come',
    ]);
  });

  it('says that what waits may wait for a resource, where there are any', () => {
    const graph = graphOf({ a: { resources: { gpu: 1 } }, b: {} }, { resources: { gpu: 1 } });
    const state = stateAfter(graph, [[0, { type: 'task-waiting', task: 'a' }]]);
    expect(shown(state, 100, { columns: 119 }).at(-1)).to.contain(
      '1 waiting for a slot or a resource, 1 to come',
    );
  });

  it('says the same in a narrow window as far as there is room, the main things first', () => {
    expect(shown(busy, 2500)).to.deep.equal([
      '  page_ocr  Runner-page_ocr   2.5 s                  ━━━━━────  62 %',
      '  report    Runner-report     0.5 s  attempt 2 of 3',
      '  layout    Runner-layout    attempt 2 of 3 in 1.0 s: not ready',
      '━━━──────  2.5 s  1 of 8 done, 1 failed, 1 skipped, 2 running, 1 to retry',
    ]);
    expect(shown(busy, 2500, { columns: 39 })).to.deep.equal([
      '  page_ocr   2.5 s  ━━──  62 %',
      '  report     0.5 s',
      '  layout    attempt 2 of 3 in 1.0 s: n…',
      '2.5 s  1 of 8 done, 1 failed, 1 skipped',
    ]);
  });

  it('is those that have been at work longest, where there are more than rows', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `t${index}`);
    const state = stateAfter(named(...many), [
      ...many.map((task, index) => [index, started(task)] as const),
      [5000, { type: 'task-finished', task: 't0', attempt: 1, outputs: {} }],
    ]);
    expect(shown(state, 65_000, { height: 5 })).to.deep.equal([
      '  t1     Runner-t1     1 min 4 s',
      '  t2     Runner-t2     1 min 4 s',
      '  t3     Runner-t3     1 min 4 s',
      '  … and 4,996 more',
      '─────────  1 min 5 s  1 of 5,000 done, 4,999 running',
    ]);
    expect(shown(state, 6000, { height: 2 })).to.deep.equal([
      '  t1     Runner-t1      5.9 s',
      '─────────  6.0 s  1 of 5,000 done, 4,999 running',
    ]);
    expect(shown(state, 6000, { height: 1 })).to.have.length(1);
  });

  it('counts what is run alone, where not all outputs are asked for', () => {
    const graph = graphOf({ a: {}, b: { inputs: ['a.out'] }, c: {} });
    expect(shown(stateAfter(graph, [[0, started('a')]], ['b.out']), 100).at(-1)).to.equal(
      '─────────  0.1 s  0 of 2 done, 1 running, 1 to come',
    );
  });

  it('shows two attempts beside each other as one task, at work since the first', () => {
    const begun: Parameters<typeof stateAfter>[1] = [
      [0, started('a')],
      [0, started('b')],
      [1000, started('a', 2)],
    ];
    const after = (...more: readonly EventBody[]) =>
      shown(
        stateAfter(ways({ hedge: 1000 }), [
          ...begun,
          ...more.map((event) => [1500, event] as const),
        ]),
        2000,
      );
    expect(after()).to.deep.equal([
      '  a  Runner-a   2.0 s  attempts 1 and 2',
      '  b  Runner-b   2.0 s',
      '─────────  2.0 s  0 of 2 done, 2 running',
    ]);
    expect(after(failed(2))[0]).to.equal('  a  Runner-a   2.0 s');
    expect(after(failed(1))[0]).to.equal('  a  Runner-a   1.0 s  attempt 2');
    expect(after(failed(2), failed(1, 1000))).to.deep.equal([
      '  b  Runner-b   2.0 s',
      '  a  Runner-a  attempt 2 in 0.5 s: torn',
      '─────────  2.0 s  0 of 2 done, 1 running, 1 to retry',
    ]);
  });

  it('shows the runner that a task has fallen back to, whose attempts are counted on', () => {
    const events: Parameters<typeof stateAfter>[1] = [
      [0, started('b')],
      [0, started('a')],
      [1000, failed(1, 0)],
      [1000, { type: 'attempt-started', task: 'a', attempt: 2, runner: 'Other', inputs: {} }],
    ];
    const graph = ways({ fallback: [] });
    expect(shown(stateAfter(graph, events), 2000)[1]).to.equal('  a  Other      1.0 s  attempt 2');
    expect(shown(stateAfter(graph, [...events, [1500, failed(2, 1000)]]), 2000)[1]).to.equal(
      '  a  Other     attempt 3 in 0.5 s: torn',
    );
  });

  it('shows the time of a round', () => {
    const events: Parameters<typeof stateAfter>[1] = [
      [0, started('a')],
      [900, { type: 'task-repeated', task: 'a', attempt: 1, round: 1, outputs: {} }],
      [900, started('a', 2)],
    ];
    expect(shown(stateAfter(ways({ repeat: {} }), events), 1000)[0]).to.equal(
      '  a  Runner-a   0.1 s  attempt 2',
    );
  });

  it('counts tasks anew that are restarted', () => {
    const cause = failure('a', 1, 'x');
    const state = stateAfter(named('a', 'b'), [
      [0, { type: 'task-failed', task: 'a', failure: cause }],
      [0, { type: 'task-skipped', task: 'b', cause }],
      [0, { type: 'task-restarted', task: 'a', below: ['b'] }],
    ]);
    expect(shown(state, 0)).to.deep.equal(['─────────  0.0 s  0 of 2 done, 2 to come']);
  });

  it('fits any window, whatever the names, runners and messages', () => {
    const wide = ['日本語の文書を読む工程', 'a'.repeat(120), 'é'.repeat(30), 'x'];
    const state = stateAfter(named(...wide), [
      ...wide.map((task) => [0, started(task, 2)] as const),
      [0, { type: 'attempt-progress', task: 'x', attempt: 2, fraction: 1 }],
      [0, { type: 'attempt-log', task: 'x', attempt: 2, message: '処理中 '.repeat(100) }],
      [
        0,
        { type: 'attempt-log', task: wide[0] ?? '', attempt: 2, message: '\u202e❤️\n'.repeat(50) },
      ],
    ]);
    for (let columns = 1; columns <= 220; columns += 1)
      for (const now of [0, 61_000, 7_300_000])
        for (const line of shown(state, now, { columns })) {
          expect(width(line), `${columns}: ${line}`).to.be.at.most(columns);
          expect(line).not.to.match(/[\p{Cc}\p{Cf}]/u);
        }
  });

  it('shows the parts of a value as the text that they make up', () => {
    const part = (value: unknown) =>
      ({ type: 'attempt-part', task: 'a', attempt: 1, output: 'text', value }) as const;
    const spoken = [0, 1, 2].map((at) => [0, part(['Once ', 'upon ', 'a time'][at])] as const);
    const text = stateAfter(named('a'), [[0, started('a')], ...spoken]);
    expect(shown(text, 0).join('\n')).to.include('Once upon a time');
    const data = stateAfter(named('a'), [
      [0, started('a')],
      [0, part([1])],
      [0, part([2])],
    ]);
    expect(shown(data, 0).join('\n')).to.match(/\[2\]$/m);
  });

  it('ends with a line that stays', () => {
    const graph = named('a', 'b', 'c');
    const cause = failure('a', 1, 'x');
    expect(
      closingLine(
        stateAfter(graph, [
          [10, { type: 'task-finished', task: 'a', attempt: 1, outputs: {} }],
          [20, { type: 'task-finished', task: 'b', attempt: 1, outputs: {} }],
          [30, { type: 'task-finished', task: 'c', attempt: 1, outputs: {} }],
          [1240, { type: 'run-finished', outcome: 'done', outputs: {} }],
        ]),
        plain,
      ),
    ).to.equal('done: 3 of 3 tasks in 1.2 s');
    expect(
      closingLine(
        stateAfter(graph, [
          [10, { type: 'task-failed', task: 'a', failure: cause }],
          [10, { type: 'task-skipped', task: 'b', cause }],
          [10, { type: 'task-cancelled', task: 'c' }],
          [75_000, { type: 'run-finished', outcome: 'timeout', outputs: {} }],
        ]),
        plain,
      ),
    ).to.equal('timed out: 0 of 3 tasks done, 1 failed, 1 skipped, 1 cancelled, in 1 min 15 s');
  });

  it('tells times as people read them', () => {
    expect(
      [-5, 0, 99, 1234, 59_999, 60_000, 3_599_999, 3_600_000, 90_000_000].map(timeText),
    ).to.deep.equal([
      ...['0.0 s', '0.0 s', '0.0 s', '1.2 s', '59.9 s'],
      ...['1 min 0 s', '59 min 59 s', '1 h 0 min', '25 h 0 min'],
    ]);
  });
});
