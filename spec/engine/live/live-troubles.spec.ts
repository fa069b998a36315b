import { expect } from 'chai';
import fc from 'fast-check';
import {
  concat,
  interval,
  map,
  mergeMap,
  type Observable,
  of,
  type SchedulerLike,
  take,
  throwError,
  timer,
} from 'rxjs';

import type { Values } from '../../../lib/engine/events/event.js';
import { live } from '../../../lib/engine/live/live.js';
import type { LiveState } from '../../../lib/engine/live/live-state.js';
import { graphOf, type TaskOf, virtualTime } from '../rig.js';

const sources = ['a', 'b', 'c'];

/** A task as it is drawn: what it takes and waits for, when it fails, and how it takes its time. */
interface Drawn {
  readonly inputs: readonly string[];
  readonly after: readonly string[];
  /** How many values it tells apart: few, so that some results are equal to the last. */
  readonly modulus: number;
  /** It fails where its value leaves this remainder. */
  readonly failsOn: number;
  readonly delay: number;
  /** How many values it gives, the last of which is the one to stay. */
  readonly values: number;
}

const graphs = fc
  .array(
    fc.record({
      inputs: fc.array(fc.nat(), { maxLength: 3 }),
      after: fc.array(fc.nat(), { maxLength: 2 }),
      modulus: fc.constantFrom(2, 3, 1_000_003),
      failsOn: fc.constantFrom(-1, -1, 0, 1, 2),
      delay: fc.nat(6),
      values: fc.constantFrom(1, 1, 1, 2, 3),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => {
    const references = [...sources];
    return all.map((one, index): Drawn => {
      const inputs = [...new Set(one.inputs.map((at) => references[at % references.length] ?? ''))];
      const after = [...new Set(index === 0 ? [] : one.after.map((at) => `t${at % index}`))];
      references.push(`t${index}.out`);
      return { ...one, inputs, after: after.filter((name) => !inputs.includes(`${name}.out`)) };
    });
  });

const steps = fc.array(
  fc.record({
    wait: fc.nat(15),
    step: fc.oneof(
      fc.dictionary(fc.constantFrom(...sources), fc.nat(3), { minKeys: 1, noNullPrototype: true }),
      fc.nat(),
    ),
  }),
  { maxLength: 8 },
);

const valueOf = ({ modulus }: Drawn, index: number, values: readonly unknown[]): number =>
  values.reduce(
    (sum: number, one, at) => (sum * 31 + Number(one) * (at + 7)) % 1_000_003,
    index + 1,
  ) % modulus;

const isBad = ({ failsOn }: Drawn, value: number): boolean => value % 3 === failsOn;

const taskOf = (drawn: Drawn, index: number, scheduler: SchedulerLike): TaskOf => ({
  inputs: drawn.inputs,
  after: drawn.after,
  run: (inputs) => {
    const value = valueOf(drawn, index, Object.values(inputs));
    const last: Observable<Values> = isBad(drawn, value)
      ? throwError(() => new Error('bad'))
      : of({ out: value });
    if (drawn.values === 1 && drawn.delay === 0) return last;
    return concat(
      interval(2, scheduler).pipe(
        map((at) => ({ out: 1000 + at })),
        take(drawn.values - 1),
      ),
      timer(drawn.delay, scheduler).pipe(mergeMap(() => last)),
    );
  },
});

/** The value of each consumable from scratch; `undefined` where there is none. */
const oracle = (all: readonly Drawn[], inputs: Values): Map<string, unknown> => {
  const values = new Map(Object.entries(inputs));
  all.forEach((one, index) => {
    const needed = [...one.inputs, ...one.after.map((name) => `${name}.out`)];
    const value = valueOf(
      one,
      index,
      one.inputs.map((name) => values.get(name)),
    );
    const isNone = needed.some((name) => values.get(name) === undefined) || isBad(one, value);
    values.set(`t${index}.out`, isNone ? undefined : value);
  });
  return values;
};

describe('a live run in trouble', () => {
  it('settles on what an oracle gives, whatever fails, waits, is restarted or gives several values', () => {
    fc.assert(
      fc.property(graphs, steps, fc.option(fc.integer({ min: 1, max: 3 })), (drawn, all, slots) => {
        const scheduler = virtualTime();
        const tasks = drawn.map((one, index) => [`t${index}`, taskOf(one, index, scheduler)]);
        const graph = graphOf(Object.fromEntries(tasks) as Record<string, TaskOf>, {
          inputs: sources,
        });
        const run = live({ graph }, undefined, {
          scheduler,
          ...(slots === null ? {} : { concurrency: slots }),
        });
        const states = new Map<string, LiveState>();
        for (const { name } of graph.consumables)
          run.consumable(name).subscribe((state) => states.set(name, state));
        let inputs: Values = { a: 0, b: 0, c: 0 };
        run.set(inputs);
        let at = 0;
        for (const { wait, step } of all) {
          at += wait;
          if (typeof step !== 'number') inputs = { ...inputs, ...step };
          scheduler.schedule(() => {
            if (typeof step === 'number') run.restart(`t${step % drawn.length}`);
            else run.set(step);
          }, at);
        }
        scheduler.flush();
        for (const [name, value] of oracle(drawn, inputs)) {
          const state = states.get(name);
          if (value === undefined) expect(state?.state, name).to.equal('failure');
          else expect(state, name).to.deep.equal({ state: 'value', value });
        }
        let isComplete = false;
        run.state$.subscribe({ complete: () => (isComplete = true) });
        run.complete();
        expect(isComplete).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });
});
