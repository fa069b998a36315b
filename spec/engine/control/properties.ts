import { expect } from 'chai';

import type { RunError } from '../../../lib/engine/failure.js';
import type { OnFailure } from '../../../lib/engine/execution.js';
import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { LiveRun } from '../../../lib/engine/live/live-run.js';
import type { LiveState } from '../../../lib/engine/live/live-state.js';
import { Slots } from '../../../lib/engine/slots/slots.js';
import { allComponents, withoutElements } from '../../../lib/graph/component-at.js';
import type { Component, Graph } from '../../../lib/graph/graph.js';
import type { TaskState } from '../../../lib/engine/task-state.js';
import { virtualTime, Watched } from '../rig.js';
import { Needs } from './needs.js';
import { type Result, type Verdict, verdictOf } from './oracle.js';
import {
  allStages,
  type Circumstances,
  type Drawn,
  graphOfPipe,
  mixed,
  type Pipe,
} from './random-pipelines.js';

/* What must hold of every pipeline, whatever the order of time. */

const statusesOf = (events: readonly RunEvent[]): Map<string, string> => {
  const statuses = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'task-finished') statuses.set(event.task, 'finished');
    if (event.type === 'task-failed') statuses.set(event.task, 'failed');
    if (event.type === 'task-omitted') statuses.set(event.task, `omitted: ${event.reason}`);
    if (event.type === 'task-skipped') statuses.set(event.task, `skipped: ${event.cause.task}`);
    if (event.type === 'task-cancelled') statuses.set(event.task, 'cancelled');
  }
  return statuses;
};

const expectStatuses = (watched: Watched, verdict: Verdict, isAll: boolean): void => {
  const statuses = statusesOf(watched.events);
  const among = [...verdict.statuses].filter(([task]) => isAll || !verdict.withinFailed.has(task));
  expect(Object.fromEntries(among.map(([task]) => [task, statuses.get(task)]))).to.deep.equal(
    Object.fromEntries(among),
  );
};

/** Outcome, outputs, statuses and the failure that is told are those of an oracle without time. */
export const isAsWorkedOut =
  (onFailure: OnFailure) =>
  async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
    const circumstances: Circumstances = { timing: 0 };
    const graph = await graphOfPipe(pipe, circumstances);
    const verdict = verdictOf(pipe, inputs);
    for (let timing = 0; timing < 6; timing += 1) {
      circumstances.timing = seed + timing;
      const concurrency = [undefined, 1, 2, 3][timing % 4];
      const watched = new Watched(
        graph,
        { onFailure, seed: 1, ...(concurrency && { concurrency }) },
        inputs,
      ).flush();
      const isHeld = onFailure === 'hold' && verdict.outcome === 'failed';
      expect(watched.outcome).to.equal(isHeld ? undefined : verdict.outcome);
      if (isHeld) watched.run.cancel();
      const last = watched.events.at(-1);
      if (onFailure !== 'stop' || verdict.outcome === 'done') {
        expect(last?.type === 'run-finished' && last.outputs).to.deep.equal(verdict.outputs);
        expectStatuses(watched, verdict, onFailure !== 'stop');
      }
      if (onFailure === 'continue')
        expect((watched.error as RunError | undefined)?.failures[0]?.task).to.equal(verdict.told);
    }
  };

/** All that a pipeline may come to where something is chosen by time; `undefined` where that is too much. */
const allVerdicts = (pipe: Pipe, inputs: Drawn['inputs']): Verdict[] | undefined => {
  const verdicts: Verdict[] = [];
  const script: { at: number; of: number }[] = [];
  for (;;) {
    let place = 0;
    const pick = (options: readonly Result[]): Result => {
      const turn = (script[place] ??= { at: 0, of: options.length });
      place += 1;
      return options[turn.at] as Result;
    };
    verdicts.push(verdictOf(pipe, inputs, { pick }));
    if (verdicts.length > 300) return undefined;
    script.length = place;
    while (script.length > 0 && (script.at(-1)?.at ?? 0) + 1 === script.at(-1)?.of) script.pop();
    const last = script.at(-1);
    if (last === undefined) return verdicts;
    last.at += 1;
  }
};

const comesTo = ({ outcome, outputs, told }: Pick<Verdict, 'outcome' | 'outputs' | 'told'>) =>
  JSON.stringify([outcome, told, Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Where something is chosen by time, what comes of it is one of those that may. */
export const isAsAllowed = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  const circumstances: Circumstances = { timing: 0 };
  const graph = await graphOfPipe(pipe, circumstances);
  const verdicts = allVerdicts(pipe, inputs);
  if (verdicts === undefined) return;
  const allowed = new Set(verdicts.map(comesTo));
  const outcomes = new Set(verdicts.map(({ outcome }) => outcome));
  for (let timing = 0; timing < 6; timing += 1) {
    circumstances.timing = seed + timing;
    const concurrency = [undefined, 1, 2, 3][timing % 4];
    const options = { seed: 1, ...(concurrency && { concurrency }) };
    const watched = new Watched(graph, { ...options, onFailure: 'continue' }, inputs).flush();
    const last = watched.events.at(-1);
    const outputs = (last?.type === 'run-finished' && last.outputs) as Verdict['outputs'];
    const told = (watched.error as RunError | undefined)?.failures[0]?.task;
    const outcome = watched.outcome as Verdict['outcome'];
    expect(allowed).to.include(comesTo({ outcome, outputs, told }));
    expect(outcomes).to.include(new Watched(graph, options, inputs).flush().outcome);
  }
};

const isEnd = ({ type }: RunEvent): boolean =>
  /^task-(finished|failed|skipped|omitted|cancelled)$/.test(type);

const parentOf = (task: string): string | undefined => /^(.*)(?:\[\d+\]|\/[^/[]+)$/.exec(task)?.[1];

/** What is needed of a run and of all pipelines within it, as its events come. */
class AllNeeds {
  private readonly of = new Map<string, Needs>();
  private readonly components: ReadonlyMap<string, Component>;
  private readonly within: OnFailure;

  constructor(graph: Graph, inputs: Values, onFailure: OnFailure) {
    // A pipeline within another is restarted as a whole.
    this.within = onFailure === 'stop' ? 'stop' : 'continue';
    this.components = new Map(allComponents(graph));
    const wanted = graph.outputs.map(({ name }) => name);
    this.of.set('', new Needs(graph, wanted, inputs, onFailure));
  }

  tell(event: RunEvent): void {
    if (!('task' in event)) return;
    const { task } = event;
    const component = this.components.get(withoutElements(task)) as Component;
    const isList = component.map !== undefined && !task.endsWith(']');
    const pipeline = isList ? undefined : (component.map?.element ?? component).pipeline;
    if (event.type === 'attempt-started' && pipeline !== undefined) {
      const wanted = component.outputs.map(({ port }) => port);
      this.of.set(`${task}/`, new Needs(pipeline, wanted, event.inputs, this.within));
    }
    if (task.endsWith(']')) return;
    const way = task.slice(0, task.lastIndexOf('/') + 1);
    this.of.get(way)?.tell(task.slice(way.length), event);
    if (isEnd(event)) this.of.delete(`${task}/`);
  }

  get unneededAtWork(): string[] {
    return [...this.of].flatMap(([way, needs]) => needs.unneededAtWork.map((name) => way + name));
  }
}

/** Nothing is at work, or is started, that nothing needs any more. */
export const worksForNeedsAlone =
  (onFailure: OnFailure) =>
  async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
    const circumstances: Circumstances = { timing: seed };
    const graph = await graphOfPipe(pipe, circumstances);
    for (const concurrency of [undefined, 1, 2]) {
      const { events } = new Watched(
        graph,
        { onFailure, seed: 1, ...(concurrency && { concurrency }) },
        inputs,
      ).flush();
      const needs = new AllNeeds(graph, inputs, onFailure);
      events.forEach((event, at) => {
        if (event.type === 'run-finished') return;
        needs.tell(event);
        const isLastOfFrame = (events[at + 1]?.time ?? Infinity) > event.time;
        if (event.type === 'attempt-started' || isLastOfFrame)
          expect(needs.unneededAtWork, `at ${event.time}`).to.deep.equal([]);
      });
    }
  };

/** Events are numbered without a gap; each stands between the start and the end of what it is part of. */
export const expectOrderly = (
  events: readonly RunEvent[],
  hedged: ReadonlySet<string> = new Set(),
): void => {
  expect(events.map(({ sequence }) => sequence)).to.deep.equal(events.map((_, at) => at));
  // By task the attempts at work: with `hedge` there may be two.
  const open = new Map<string, readonly number[]>();
  const ended = new Set<string>();
  const attempts = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'task-restarted')
      for (const one of [event.task, ...event.below]) {
        ended.delete(one);
        attempts.delete(one);
      }
    // Each round is an attempt of its own, that has ended.
    if (event.type === 'task-repeated') {
      expect(open.get(event.task), `${event.sequence}`).to.include(event.attempt);
      open.delete(event.task);
    }
    if (!('task' in event) || event.type === 'task-restarted') continue;
    const { task, type } = event;
    const told = `${event.sequence} ${type} ${task}`;
    const parent = parentOf(task);
    if (parent !== undefined) expect([...open.keys()], told).to.include(parent);
    expect(ended, told).not.to.include(task);
    const within = [...open.keys()].filter(
      (one) => one !== task && one.startsWith(task) && /^[[/]/.test(one.slice(task.length)),
    );
    const isHedged = hedged.has(withoutElements(task));
    if (type === 'attempt-started') {
      const beside = open.get(task) ?? [];
      expect(beside, told).to.have.length.at.most(isHedged ? 1 : 0);
      if (parent === undefined) {
        expect(event.attempt, told).to.equal((attempts.get(task) ?? 0) + 1);
        attempts.set(task, event.attempt);
      }
      open.set(task, [...beside, event.attempt]);
      for (const one of ended)
        if (one !== task && one.startsWith(task) && /^[[/]/.test(one.slice(task.length)))
          ended.delete(one);
    }
    if (type === 'attempt-failed' || isEnd(event)) expect(within, told).to.deep.equal([]);
    if (type === 'attempt-failed') {
      const atWork = open.get(task) ?? [];
      expect(atWork, told).to.include(event.attempt);
      const others = atWork.filter((attempt) => attempt !== event.attempt);
      // One that goes on is told of by there being no next.
      expect(others, told).to.have.lengthOf(event.retryIn === undefined ? 1 : 0);
      if (others.length === 0) open.delete(task);
      else open.set(task, others);
    }
    if (type === 'task-finished') expect(open.get(task), told).to.include(event.attempt);
    if (isEnd(event)) open.delete(task);
    if (isEnd(event)) ended.add(task);
  }
  if (events.at(-1)?.type === 'run-finished') expect([...open.keys()]).to.deep.equal([]);
};

const hedgedIn = (pipe: Pipe): ReadonlySet<string> =>
  new Set(Array.from(allStages(pipe)).flatMap(([path, { isHedged }]) => (isHedged ? [path] : [])));

/** The events of a run in order. */
export const isOrderly =
  (onFailure: OnFailure) =>
  async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
    const graph = await graphOfPipe(pipe, { timing: seed });
    for (const concurrency of [undefined, 1, 2]) {
      const options = { onFailure, seed: 1, ...(concurrency && { concurrency }) };
      expectOrderly(new Watched(graph, options, inputs).flush().events, hedgedIn(pipe));
    }
  };

const stateAfter: Partial<Record<RunEvent['type'], TaskState>> = {
  'attempt-started': 'running',
  'task-waiting': 'running',
  'task-finished': 'finished',
  'task-kept': 'finished',
  'task-failed': 'failed',
  'task-skipped': 'skipped',
  'task-omitted': 'omitted',
  'task-cancelled': 'cancelled',
};

/** Never is more at work than there are slots, and every run comes to its end. */
export const keepsToSlots =
  (onFailure: 'stop' | 'continue') =>
  async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
    let atWork = 0;
    let most = 0;
    const circumstances: Circumstances = {
      timing: 0,
      atWork: (sign) => {
        atWork += sign;
        most = Math.max(most, atWork);
      },
    };
    const graph = await graphOfPipe(pipe, circumstances);
    for (let concurrency = 1; concurrency < 4; concurrency += 1) {
      circumstances.timing = seed + concurrency;
      most = 0;
      const watched = new Watched(graph, { onFailure, concurrency, seed: 1 }, inputs).flush();
      expect(watched.outcome).to.be.oneOf(['done', 'failed']);
      expect(atWork).to.equal(0);
      expect(most).to.be.at.most(concurrency);
    }
  };

/** The state of each task, of elements and of what is within others too, is what its last event told. */
export const tellsStates =
  (onFailure: OnFailure) =>
  async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
    const hedged = hedgedIn(pipe);
    const graph = await graphOfPipe(pipe, { timing: seed });
    for (const concurrency of [undefined, 1]) {
      const watched = new Watched(
        graph,
        { onFailure, seed: 1, ...(concurrency && { concurrency }) },
        inputs,
      );
      const expectStates = (): void => {
        const told = new Map<string, TaskState>();
        for (const event of watched.events) {
          const state = stateAfter[event.type];
          // What is within begins anew.
          if (event.type === 'attempt-started')
            for (const task of told.keys())
              if (task.startsWith(event.task) && /^[[/]/.test(task.slice(event.task.length)))
                told.delete(task);
          if (state !== undefined && 'task' in event) told.set(event.task, state);
        }
        for (const [task, state] of told)
          // Of two that are at work at once both tell of what is within.
          if (![...hedged].some((one) => withoutElements(task).startsWith(one)))
            expect(watched.run.state(task), task).to.equal(state);
      };
      for (let at = 0; at < 100; at += 7) watched.scheduler.schedule(expectStates, at);
      watched.flush();
      expectStates();
    }
  };

/** Stopped at any moment it leaves nothing behind, and each task has one end. */
export const isCancelledClean = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  let calls = 0;
  const graph = await graphOfPipe(pipe, {
    timing: seed,
    called: () => {
      calls += 1;
    },
  });
  const cancelled = (
    limit: number | undefined,
    isDue: (event: RunEvent) => boolean,
    at?: number,
  ): Watched => {
    const scheduler = virtualTime();
    const slots = limit === undefined ? undefined : new Slots(limit);
    const watched: Watched = new Watched(
      graph,
      {
        scheduler,
        onFailure: 'continue',
        seed: 1,
        ...(slots && { slots }),
        sinks: [
          (event) => {
            if (isDue(event)) stop();
          },
        ],
      },
      inputs,
    );
    let stopped: number | undefined;
    let called: number | undefined;
    // A sink is called before `watched` is there.
    function stop(): void {
      stopped ??= watched.events.length;
      watched.run.cancel();
      called = calls;
    }
    if (at !== undefined) scheduler.schedule(stop, at);
    scheduler.flush();
    const told = watched.events;
    expectOrderly(told, hedgedIn(pipe));
    if (called !== undefined) expect(calls).to.equal(called);
    expect(
      told.slice(stopped ?? told.length).filter(({ type }) => type === 'attempt-started'),
    ).to.deep.equal([]);
    for (const { name, pruned } of graph.components)
      if (!pruned)
        expect(
          told.filter((event) => isEnd(event) && 'task' in event && event.task === name).length,
          name,
        ).to.equal(1);
    if (slots !== undefined)
      expect((slots as unknown as { freeSlots: number }).freeSlots).to.equal(limit);
    if (stopped !== undefined && watched.outcome === 'cancelled')
      expect(scheduler.actions.length).to.equal(0);
    if (at !== undefined && watched.outcome === 'cancelled') expect(scheduler.frame).to.equal(at);
    return watched;
  };
  for (const limit of [undefined, 1, 2]) {
    const whole = cancelled(limit, () => false);
    const times = [...new Set(whole.events.map(({ time }) => time))];
    for (const time of times) cancelled(limit, () => false, time);
    // Those that come while it is made have no run yet to cancel; by a cancelled task all is being stopped.
    const later = whole.events.filter(({ time, type }) => time > 0 && type !== 'task-cancelled');
    for (let at = seed % 5; at < later.length; at += 5)
      cancelled(limit, ({ sequence }) => sequence === later[at]?.sequence);
  }
};

const isOver = ({ outcome }: Watched): boolean => outcome !== undefined;

/** Held, with each failed task restarted until all is done, it comes to what it does without failures. */
export const isMended = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  const failing = new Map<string, number>();
  const circumstances: Circumstances = {
    timing: seed,
    breaks: (task) => {
      const left =
        failing.get(task) ?? [0, 0, 1, 2][(seed + task.length * 7 + task.charCodeAt(1)) % 4] ?? 0;
      failing.set(task, left - 1);
      return left > 0;
    },
  };
  const graph = await graphOfPipe(pipe, circumstances);
  const verdict = verdictOf(pipe, inputs);
  // A condition may fail over what is `null`.
  if (verdict.outcome === 'failed') return;
  for (const concurrency of [undefined, 1, 2]) {
    failing.clear();
    const watched = new Watched(
      graph,
      { onFailure: 'hold', seed: 1, ...(concurrency && { concurrency }) },
      inputs,
    ).flush();
    const done = new Map<string, number>();
    for (let round = 0; round < 1000 && watched.outcome === undefined; round += 1) {
      const broken = graph.components.filter(({ name }) => watched.run.state(name) === 'failed');
      expect(broken.length).to.be.greaterThan(0);
      // Where one is done at once, the run may have ended without the others.
      for (const { name } of broken)
        if (!isOver(watched) && watched.run.state(name) === 'failed') watched.run.restart(name);
      watched.flush();
    }
    expect(watched.outcome).to.equal('done');
    expectOrderly(watched.events, hedgedIn(pipe));
    expect(watched.outputs).to.deep.equal(verdict.outputs);
    expectStatuses(watched, verdict, true);
    // What is done is kept: only a task within another that failed may be done twice.
    for (const event of watched.events)
      if (event.type === 'task-finished' && !event.task.includes('/'))
        done.set(event.task, (done.get(event.task) ?? 0) + 1);
    expect([...done.values()].filter((times) => times > 1)).to.deep.equal([]);
  }
};

/** How the inputs of a live run change from one time to another, some of them; drawn from a number. */
const changeOf = (inputs: Drawn['inputs'], seed: number, at: number): Drawn['inputs'] =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const drawn = mixed('change', name, seed, at);
      if (drawn % 3 !== 0) return [name, value];
      if (!Array.isArray(value)) return [name, mixed(name, drawn) % 1000];
      const length = (drawn >>> 9) % 4;
      return [name, Array.from({ length }, (_, place) => mixed(name, drawn, place) % 1000)];
    }),
  );

/** Of a task that is kept, what it had come to when it ran last. */
const liveStatusesOf = (events: readonly RunEvent[]): Map<string, string> => {
  const statuses = new Map<string, string>();
  const ran = new Map<string, string>();
  for (const event of events) {
    if (!('task' in event)) continue;
    for (const [task, status] of statusesOf([event])) {
      statuses.set(task, status);
      if (!/^task-(omitted|cancelled|skipped)$/.test(event.type)) ran.set(task, status);
    }
    if (event.type === 'task-kept') statuses.set(event.task, ran.get(event.task) ?? '');
  }
  return statuses;
};

/** What became of tasks, and when. */
const toldOf = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) =>
    'task' in event && (event.type === 'attempt-started' || isEnd(event))
      ? [`${event.time} ${event.type} ${event.task}`]
      : [],
  );

/**
 * A live run that is fed once does what a single run does, at the same times. Left out is what a failure
 * stops, and what is late at the very moment at which it ends.
 */
export const isLiveAsOnce = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  if (hedgedIn(pipe).size > 0) return;
  const graph = await graphOfPipe(pipe, { timing: seed });
  for (const concurrency of [undefined, 1, 2]) {
    const options = { seed: 1, ...(concurrency && { concurrency }) };
    const once = new Watched(graph, options, inputs).flush();
    if (once.outcome !== 'done' || once.events.some(({ type }) => type === 'task-skipped')) return;
    const scheduler = virtualTime();
    const told: RunEvent[] = [];
    const run = live({ graph }, undefined, {
      ...options,
      scheduler,
      sinks: [(event) => told.push(event)],
    });
    run.set(inputs);
    scheduler.flush();
    expect(toldOf(told).sort()).to.deep.equal(toldOf(once.events).sort());
    const last = told.at(-1);
    expect(last?.type === 'run-settled' && last.outputs).to.deep.equal(once.outputs);
    expect(last?.time).to.equal(once.events.at(-1)?.time);
    run.cancel();
  }
};

/** Where something is chosen by time, a live run comes after whatever changes to one of the things that it may. */
export const isLiveAsAllowed = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  const graph = await graphOfPipe(pipe, { timing: seed });
  for (const concurrency of [undefined, 1, 2]) {
    const scheduler = virtualTime();
    const run = live({ graph }, undefined, {
      scheduler,
      seed: 1,
      ...(concurrency && { concurrency }),
    });
    const states: LiveState<Values>[] = [];
    run.state$.subscribe({ next: (state) => states.push(state), error: () => undefined });
    let now = inputs;
    run.set(now);
    for (let at = 0; at < 5; at += 1)
      scheduler.schedule(
        () => {
          now = changeOf(now, seed, at);
          run.set(now);
        },
        mixed('wait', seed, at) % 60,
      );
    scheduler.flush();
    const verdicts = allVerdicts(pipe, now);
    if (verdicts === undefined) return;
    const last = states.at(-1);
    const value = last?.state === 'value' ? (last.value as Verdict['outputs']) : {};
    expect(
      verdicts.map(({ outcome, outputs }) =>
        outcome === 'done' ? comesTo({ outcome, outputs, told: undefined }) : outcome,
      ),
    ).to.include(
      last?.state === 'failure'
        ? 'failed'
        : comesTo({ outcome: 'done', outputs: value, told: undefined }),
    );
    expect(last?.state).not.to.equal('pending');
    run.cancel();
  }
};

/** Has a task run again, or an element of one, where there is such a one. */
const restartAny = (run: LiveRun, { components }: Graph, drawn: number): void => {
  const { name, map, pruned } = components[drawn % components.length] as Component;
  if (pruned) return;
  if (map === undefined || (drawn >>> 4) % 2 === 0) {
    run.restart(name);
    return;
  }
  try {
    run.restart(`${name}[${(drawn >>> 5) % 3}]`);
  } catch (error) {
    // There are not so many elements.
    if (!(error instanceof RangeError)) throw error;
  }
};

/** After whatever changes and restarts a live run comes to what a run from scratch does, and no task mixes versions. */
export const isLive = async ({ pipe, inputs }: Drawn, seed: number): Promise<void> => {
  const graph = await graphOfPipe(pipe, { timing: seed });
  for (const concurrency of [undefined, 1, 2]) {
    const scheduler = virtualTime();
    const events: RunEvent[] = [];
    const run = live({ graph }, undefined, {
      scheduler,
      seed: 1,
      sinks: [(event) => events.push(event)],
      ...(concurrency && { concurrency }),
    });
    const states: LiveState<Values>[] = [];
    run.state$.subscribe({ next: (state) => states.push(state), error: () => undefined });
    const versions: Verdict[] = [];
    let now = inputs;
    const allowed = new Set<string>();
    const change = (next: Drawn['inputs']): void => {
      now = next;
      const verdict = verdictOf(pipe, now, { isWhole: true });
      versions.push(verdictOf(pipe, now));
      allowed.add(comesTo({ ...verdict, told: undefined }));
      for (const [task, values] of verdict.inputs) allowed.add(JSON.stringify([task, values]));
      run.set(now);
    };
    change(inputs);
    let time = 0;
    for (let at = 0; at < 5; at += 1) {
      // One comes while what follows from the last is at work, another when all is settled.
      time += mixed('wait', seed, at) % (seed % 2 === 0 ? 20 : 1000);
      scheduler.schedule(() => {
        change(changeOf(now, seed, at));
      }, time);
      scheduler.schedule(
        () => {
          restartAny(run, graph, mixed('restart', seed, at));
        },
        time + (mixed('later', seed, at) % 20),
      );
    }
    scheduler.flush();
    const verdict = versions.at(-1) as Verdict;
    const last = states.at(-1);
    expect(last?.state === 'failure' ? last.failure.task : last?.state).to.equal(
      verdict.told ?? 'value',
    );
    if (last?.state === 'value') expect(last.value).to.deep.equal(verdict.outputs);
    const statuses = liveStatusesOf(events);
    for (const [task, status] of verdict.statuses)
      if (!/[/[]/.test(task)) expect(statuses.get(task), task).to.equal(status);
    const repeated = new Set(
      pipe.stages.flatMap(({ name, repeat }) => (repeat === undefined ? [] : [name])),
    );
    for (const event of events)
      // A later round takes what the one before has given.
      if (event.type === 'attempt-started' && !/[/[]/.test(event.task) && !repeated.has(event.task))
        expect(allowed).to.include(JSON.stringify([event.task, Object.values(event.inputs)]));
    for (const state of states)
      if (state.state === 'value')
        expect(allowed).to.include(
          comesTo({ outcome: 'done', outputs: state.value as Verdict['outputs'], told: undefined }),
        );
    run.cancel();
  }
};
