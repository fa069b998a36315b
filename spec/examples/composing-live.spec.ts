import { expect } from 'chai';
import { map, NEVER, of, Subject, timer } from 'rxjs';

import { fieldsOf as correctedFieldsOf } from '../../examples/composing/corrections.js';
import { fieldsOf } from '../../examples/composing/slider.js';
import type { RunEvent, Values } from '../../lib/index.js';
import { virtualTime } from '../engine/rig.js';

describe('the examples of composing live', () => {
  it('slider: the page is read once, and only the fields are chosen anew', () => {
    const scheduler = virtualTime();
    const events: RunEvent[] = [];
    const given: Values[] = [];
    const least$ = timer(0, 10_000, scheduler).pipe(map((at) => [0.8, 0.5, 0.5, 0.2][at] ?? 0));
    const subscription = fieldsOf(of('p'), least$, {
      scheduler,
      seed: 1,
      sinks: [(event) => events.push(event)],
    }).subscribe((fields) => given.push(fields));
    scheduler.maxFrames = 35_000;
    scheduler.flush();
    const text = 'ocr(preparation(p))';
    expect(given).to.deep.equal([
      { fields: [`date of ${text}`] },
      { fields: [`date of ${text}`, `total of ${text}`] },
      { fields: [`date of ${text}`, `total of ${text}`, `sender of ${text}`] },
    ]);
    const started = events.flatMap((event) =>
      event.type === 'attempt-started' ? [event.task] : [],
    );
    expect(started).to.deep.equal(['preparation', 'ocr', 'fields', 'fields', 'fields']);
    subscription.unsubscribe();
  });

  it('corrections: what a reader corrects takes the place of what was read', () => {
    const scheduler = virtualTime();
    const corrections$ = new Subject<string>();
    const given: Values[] = [];
    const subscription = correctedFieldsOf('p', corrections$, { scheduler, seed: 1 }).subscribe(
      (fields) => given.push(fields),
    );
    scheduler.flush();
    corrections$.next('right');
    scheduler.flush();
    expect(given).to.deep.equal([
      { page: 'p', fields: 'extractor(ocr(preparation(p)))' },
      { page: 'p', fields: 'extractor(right)' },
    ]);
    subscription.unsubscribe();
    expect(corrections$.observed).to.equal(false);
  });

  it('corrections: who corrects before the page is read knows better', () => {
    const scheduler = virtualTime();
    const given: Values[] = [];
    const corrections$ = new Subject<string>();
    correctedFieldsOf('p', corrections$, { scheduler, seed: 1 }).subscribe((fields) =>
      given.push(fields),
    );
    corrections$.next('right');
    scheduler.flush();
    expect(given).to.deep.equal([{ page: 'p', fields: 'extractor(right)' }]);
  });

  it('corrections: letting go ends the reading too', () => {
    const scheduler = virtualTime();
    correctedFieldsOf('p', NEVER, { scheduler, seed: 1 }).subscribe().unsubscribe();
    scheduler.flush();
    expect(scheduler.frame).to.equal(0);
  });
});
