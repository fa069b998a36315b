import { combineLatest, firstValueFrom, mergeMap, type Observable, of, ReplaySubject } from 'rxjs';

import { seed, work } from '../work.js';
import type { Engine } from './engine.js';

/** The shape told in RxJS as it comes to mind: each task subscribed to all its inputs at once. */
export const engine: Engine =
  ({ inputs, outputs }) =>
  () => {
    const source = new ReplaySubject<number>(1);
    const tasks = inputs.map(() => new ReplaySubject<number>(1));
    const values = (all: readonly number[]): Observable<number[]> =>
      combineLatest(all.map((task) => tasks[task] as ReplaySubject<number>));
    inputs.forEach((from, task) => {
      (from.length === 0 ? combineLatest([source]) : values(from))
        // eslint-disable-next-line @typescript-eslint/require-await
        .pipe(mergeMap(async (given) => work(task, given)))
        .subscribe(tasks[task]);
    });
    const result = firstValueFrom(outputs.length === 0 ? of([]) : values(outputs));
    source.next(seed);
    source.complete();
    return result;
  };
