import { expect } from 'chai';
import fc from 'fast-check';
import { interval, type SchedulerLike, take, timeout, timer, VirtualTimeScheduler } from 'rxjs';

import { VirtualClock } from '../../lib/simulation/virtual-clock.js';

interface Job {
  readonly delay: number;
  /** Scheduled when the job is done. */
  readonly then: readonly number[];
  /** Called off this long after the start; never where it is later than the job. */
  readonly offAt: number;
}

const jobs: fc.Arbitrary<readonly Job[]> = fc.array(
  fc.record({
    delay: fc.nat(20),
    then: fc.array(fc.nat(5), { maxLength: 3 }),
    offAt: fc.nat(30),
  }),
  { maxLength: 40 },
);

const story = (
  all: readonly Job[],
  clock: SchedulerLike & { readonly flush: () => void },
): readonly string[] => {
  const lines: string[] = [];
  all.forEach(({ delay, then, offAt }, index) => {
    const subscription = clock.schedule(() => {
      lines.push(`${clock.now()} job ${index}`);
      then.forEach((wait, next) => {
        clock.schedule(() => lines.push(`${clock.now()} job ${index}.${next}`), wait);
      });
    }, delay);
    clock.schedule(() => {
      subscription.unsubscribe();
    }, offAt);
  });
  clock.flush();
  return lines;
};

describe('the virtual clock', () => {
  it("does the same in the same order as RxJS's virtual time", () => {
    fc.assert(
      fc.property(jobs, (all) => {
        expect(story(all, new VirtualClock())).to.deep.equal(
          story(all, new VirtualTimeScheduler()),
        );
      }),
    );
  });

  it('serves the operators of RxJS', () => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    interval(30, clock)
      .pipe(take(3))
      .subscribe((count) => lines.push(`${clock.now()} interval ${count}`));
    timer(50, clock)
      .pipe(timeout({ first: 40, scheduler: clock }))
      .subscribe({ error: () => lines.push(`${clock.now()} timeout`) });
    timer(10, clock)
      .pipe(timeout({ first: 40, scheduler: clock }))
      .subscribe(() => lines.push(`${clock.now()} in time`));
    clock.flush();
    expect(lines).to.deep.equal([
      '10 in time',
      '30 interval 0',
      '40 timeout',
      '60 interval 1',
      '90 interval 2',
    ]);
  });

  it('stands still where only what was called off is left', () => {
    const clock = new VirtualClock();
    clock.schedule(() => undefined, 10);
    clock.schedule(() => undefined, 1000).unsubscribe();
    clock.schedule(() => undefined, Infinity);
    clock.flush();
    expect(clock.now()).to.equal(10);
  });

  it('forgets thousands that are called off, and keeps the others', () => {
    const clock = new VirtualClock();
    const done: number[] = [];
    for (let at = 0; at < 10_000; at += 1) {
      const subscription = clock.schedule(() => done.push(at), 10_000 - at);
      if (at % 100 !== 0) subscription.unsubscribe();
    }
    clock.flush();
    expect(done).to.deep.equal(Array.from({ length: 100 }, (_, index) => 9900 - 100 * index));
  });
});
