import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import { concatMap, defer, from, map, Observable, of, Subject, timer } from 'rxjs';

import { live } from '../../../lib/engine/live/live.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import {
  KeptOutputs,
  type TaskOutputs,
  type TaskWrapper,
} from '../../../lib/engine/wrappers/task-wrapper.js';
import { loadFile, orThrow } from '../../../lib/load.js';
import { Registry } from '../../../lib/runners/registry.js';
import { loaded } from '../loaded.js';

/** Looks up what is known, at once or later, and keeps what was made. */
const keeping = (
  known: Map<string, Values>,
  { later = true }: { readonly later?: boolean } = {},
): TaskWrapper => {
  return ({ task }, attempts$) =>
    defer(() => {
      const found = known.get(task);
      const looked$ = later ? from(Promise.resolve(found)) : of(found);
      return looked$.pipe(
        concatMap((outputs) =>
          outputs === undefined
            ? attempts$.pipe(
                map((given) => {
                  known.set(task, given instanceof KeptOutputs ? given.outputs : given);
                  return given;
                }),
              )
            : of(new KeptOutputs(outputs, `before/${task}`)),
        ),
      );
    });
};

const told = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) =>
    'task' in event && event.type !== 'attempt-part' ? [`${event.type} ${event.task}`] : [],
  );

const two = {
  inputs: ['x'],
  outputs: ['b.y'],
  components: {
    a: { runner: 'R', inputs: ['x'], outputs: ['y'] },
    b: { runner: 'R', inputs: { x: 'a.y' }, outputs: ['y'] },
  },
};

const again = async (
  pipeline: object,
  runners: Parameters<typeof loaded>[1],
  inputs: Values,
  forget: readonly string[] = [],
): Promise<{ first: Values; second: Values; events: readonly RunEvent[] }> => {
  const known = new Map<string, Values>();
  const { graph } = await loaded(pipeline, runners);
  const events: RunEvent[] = [];
  const taskWrappers = [keeping(known)];
  const first = await start({ graph }, inputs, { taskWrappers }).outputs;
  for (const task of forget) known.delete(task);
  const sinks = [(event: RunEvent) => events.push(event)];
  const second = await start({ graph }, inputs, { taskWrappers, sinks }).outputs;
  return { first, second, events };
};

const plusOne = ({ x }: Values): Values => ({ y: (x as number) + 1 });

describe('what stands around all attempts of a task', () => {
  it('fails its task alone where it gives what are no outputs', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y', 'b.y'],
        components: {
          a: { runner: 'R', inputs: ['x'], outputs: ['y'] },
          b: { runner: 'R', inputs: ['x'], outputs: ['y'] },
        },
      },
      { R: plusOne },
    );
    const none: unknown = null;
    const events: RunEvent[] = [];
    const run = start(
      { graph },
      { x: 1 },
      {
        onFailure: 'continue',
        taskWrappers: [
          ({ task }, attempts$) => (task === 'a' ? of(none as TaskOutputs) : attempts$),
        ],
        sinks: [(event) => events.push(event)],
      },
    );
    const error = await run.outputs.catch((thrown: unknown) => thrown);
    expect(error).to.have.property(
      'message',
      '`a` failed: a task wrapper returned null: expected the outputs of its task by name',
    );
    expect(told(events)).to.deep.equal(['attempt-started b', 'task-failed a', 'task-finished b']);
  });

  it('gives what it looks up, and no attempt is started', async () => {
    const { second, events } = await again(two, { R: plusOne }, { x: 1 }, ['b']);
    expect(second).to.deep.equal({ 'b.y': 3 });
    expect(told(events)).to.deep.equal(['task-kept a', 'attempt-started b', 'task-finished b']);
    const [kept] = events.filter(({ type }) => type === 'task-kept');
    expect(kept).to.deep.include({ outputs: { y: 2 }, from: 'before/a' });
  });

  it('is told who calls, with what, and which attempt gave the outputs', async () => {
    const seen: unknown[] = [];
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'R', inputs: { p: 'x' }, outputs: ['y'], retry: 2 } },
      },
      {
        R: (_, { attempt }) => {
          if (attempt < 3) throw new Error('not yet');
          return { y: attempt };
        },
      },
    );
    const wrapper: TaskWrapper = (call, attempts$) => {
      const { run, item, task, component, inputs } = call;
      return attempts$.pipe(
        map((outputs) => {
          seen.push({ run, item, task, component: component.name, inputs });
          seen.push([outputs, call.attempt]);
          return outputs;
        }),
      );
    };
    await start({ graph }, { x: 7 }, { id: 'r', taskWrappers: [wrapper] }).outputs;
    expect(seen).to.deep.equal([
      { run: 'r', item: undefined, task: 'a', component: 'a', inputs: { p: 7 } },
      [{ y: 3 }, 3],
    ]);
  });

  it('takes no slot while it looks up, and none for what it finds', async () => {
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y', 'b.y'],
        concurrency: 1,
        components: {
          a: { runner: 'R', inputs: ['x'], outputs: ['y'] },
          b: { runner: 'R', inputs: ['x'], outputs: ['y'] },
        },
      },
      { R: ({ x }) => timer(20).pipe(map(() => ({ y: x }))) },
    );
    const events: RunEvent[] = [];
    const looking = new Subject<TaskOutputs>();
    const wrapper: TaskWrapper = ({ task }, attempts$) => (task === 'a' ? looking : attempts$);
    const run = start(
      { graph },
      { x: 1 },
      {
        taskWrappers: [wrapper],
        sinks: [
          (event) => {
            events.push(event);
            if (event.type === 'task-finished')
              looking.next(new KeptOutputs({ y: 'looked up' }, 'r/a'));
          },
        ],
      },
    );
    expect(await run.outputs).to.deep.equal({ 'a.y': 'looked up', 'b.y': 1 });
    expect(told(events)).to.deep.equal(['attempt-started b', 'task-finished b', 'task-kept a']);
  });

  it('keeps each element of a list by itself, and the whole once it is there', async () => {
    const pipeline = {
      inputs: ['pages'],
      outputs: ['read.y'],
      components: {
        read: { runner: 'R', inputs: { x: 'pages' }, outputs: ['y'], map: 'x' },
      },
    };
    const one = await again(pipeline, { R: plusOne }, { pages: [1, 2, 3] }, ['read', 'read[1]']);
    expect(one.second).to.deep.equal(one.first);
    expect(told(one.events)).to.have.members([
      'attempt-started read',
      'task-kept read[0]',
      'task-kept read[2]',
      'attempt-started read[1]',
      'task-finished read[1]',
      'task-finished read',
    ]);
    const whole = await again(pipeline, { R: plusOne }, { pages: [1, 2, 3] });
    expect(told(whole.events)).to.deep.equal(['task-kept read']);
    expect(whole.second).to.deep.equal({ 'read.y': [2, 3, 4] });
  });

  it('keeps each task of a pipeline within another by the way to it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    const write = (name: string, pipeline: object): void => {
      writeFileSync(
        join(folder, `${name}.yaml`),
        JSON.stringify({ pipeline: { name, ...pipeline } }),
      );
    };
    write('inner', { ...two, outputs: { last: 'b.y' } });
    write('outer', {
      inputs: ['x'],
      outputs: ['in.y'],
      components: { in: { pipeline: './inner.yaml', inputs: ['x'], outputs: { y: 'last' } } },
    });
    const runners = new Registry([{ name: 'R', run: plusOne }]);
    const { graph } = orThrow(await loadFile(join(folder, 'outer.yaml'), { runners }));
    rmSync(folder, { recursive: true });
    const known = new Map<string, Values>();
    const taskWrappers = [keeping(known)];
    await start({ graph }, { x: 1 }, { taskWrappers }).outputs;
    expect([...known.keys()]).to.deep.equal(['in/a', 'in/b', 'in']);
    known.delete('in');
    known.delete('in/b');
    const events: RunEvent[] = [];
    const sinks = [(event: RunEvent) => events.push(event)];
    const run = start({ graph }, { x: 1 }, { taskWrappers, sinks });
    expect(await run.outputs).to.deep.equal({ 'in.y': 3 });
    expect(run.state('in/a')).to.equal('finished');
    expect(told(events)).to.include.members(['task-kept in/a', 'attempt-started in/b']);
  });

  it('stands around rounds, runners to fall back to, second attempts and batches', async () => {
    for (const more of [
      { repeat: { until: 'y > 2', atMost: 5, carry: { x: 'y' } } },
      { fallback: [{ runner: 'R' }] },
      { hedge: '1s' },
      { batch: { size: 2, wait: '1ms' } },
    ]) {
      const isBatch = 'batch' in more;
      const { second, first, events } = await again(
        {
          inputs: ['x'],
          outputs: ['a.y'],
          components: { a: { runner: 'R', inputs: ['x'], outputs: ['y'], ...more } },
        },
        {
          R: {
            name: 'R',
            ...(isBatch ? { batch: true as const } : {}),
            run: (inputs) =>
              isBatch ? { y: (inputs.x as number[]).map((x) => x + 1) } : plusOne(inputs),
          },
        },
        { x: 1 },
      );
      expect(second).to.deep.equal(first);
      expect(told(events)).to.deep.equal(['task-kept a']);
    }
  });

  it('makes its error that of the task, however it fails', async () => {
    const { graph } = await loaded(two, { R: plusOne });
    const failures: readonly [TaskWrapper, string][] = [
      [
        () => {
          throw new Error('no key');
        },
        '`a` failed: no key',
      ],
      [
        () =>
          new Observable((subscriber) => {
            subscriber.complete();
          }),
        '`a` failed: a task wrapper completed without outputs',
      ],
    ];
    for (const [wrapper, message] of failures) {
      const run = start({ graph }, { x: 1 }, { taskWrappers: [wrapper] });
      const error = await run.outputs.catch((one: unknown) => one);
      expect((error as Error).message).to.equal(message);
    }
  });

  it('is stopped with the run, and hears of it', async () => {
    const { graph } = await loaded(two, { R: plusOne });
    const heard: string[] = [];
    const wrapper: TaskWrapper = ({ signal }) =>
      new Observable(() => {
        signal.addEventListener('abort', () => heard.push('aborted'));
        return () => heard.push('unsubscribed');
      });
    const run = start({ graph }, { x: 1 }, { taskWrappers: [wrapper] });
    run.cancel();
    await run.outputs.catch(() => undefined);
    expect(heard).to.have.members(['aborted', 'unsubscribed']);
    expect(run.state('a')).to.equal('cancelled');
  });

  it('nests: the first one is innermost', async () => {
    const { graph } = await loaded(two, { R: plusOne });
    const order: string[] = [];
    const named =
      (name: string): TaskWrapper =>
      ({ task }, attempts$) => {
        if (task === 'a') order.push(name);
        return attempts$;
      };
    await start({ graph }, { x: 1 }, { taskWrappers: [named('inner'), named('outer')] }).outputs;
    expect(order).to.deep.equal(['outer', 'inner']);
  });

  it('may say something of the task', async () => {
    const { graph } = await loaded(two, { R: plusOne });
    const notes: unknown[] = [];
    const wrapper: TaskWrapper = ({ note, task }, attempts$) => {
      if (task === 'a') note('the cache is full');
      return attempts$;
    };
    const sink = (event: RunEvent): void => {
      if (event.type === 'task-noted') notes.push([event.task, event.message]);
    };
    await start({ graph }, { x: 1 }, { taskWrappers: [wrapper], sinks: [sink] }).outputs;
    expect(notes).to.deep.equal([['a', 'the cache is full']]);
  });

  it('leaves the stack flat', async () => {
    const length = 20_000;
    const components = Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `c${at}`,
        { runner: 'R', inputs: { x: at === 0 ? 'x' : `c${at - 1}.y` }, outputs: ['y'] },
      ]),
    );
    const { graph } = await loaded(
      { inputs: ['x'], outputs: [`c${length - 1}.y`], components },
      { R: plusOne },
    );
    const known = new Map<string, Values>();
    const taskWrappers = [keeping(known, { later: false })];
    for (let round = 0; round < 2; round += 1)
      expect(await start({ graph }, { x: 0 }, { taskWrappers }).outputs).to.deep.equal({
        [`c${length - 1}.y`]: length,
      });
  });

  it('is asked in a live run each time that something has changed', async () => {
    const { graph } = await loaded(two, { R: plusOne });
    const known = new Map<string, Values>();
    const wrapper: TaskWrapper = ({ task, inputs }, attempts$) => {
      const found = known.get(`${task} ${JSON.stringify(inputs)}`);
      return found === undefined
        ? attempts$.pipe(
            map((given) => {
              known.set(`${task} ${JSON.stringify(inputs)}`, given as Values);
              return given;
            }),
          )
        : from(Promise.resolve(new KeptOutputs(found, `cache/${task}`)));
    };
    const events: RunEvent[] = [];
    const run = live({ graph }, undefined, {
      taskWrappers: [wrapper],
      sinks: [(event) => events.push(event)],
    });
    const outputs: Values[] = [];
    run.outputs$.subscribe({ next: (one) => outputs.push(one), error: () => undefined });
    const settled = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    for (const x of [1, 2, 1]) {
      run.set({ x });
      await settled();
    }
    run.cancel();
    expect(outputs).to.deep.equal([{ 'b.y': 3 }, { 'b.y': 4 }, { 'b.y': 3 }]);
    expect(told(events).filter((one) => one.startsWith('task-kept'))).to.deep.equal([
      'task-kept a',
      'task-kept b',
    ]);
  });
});
