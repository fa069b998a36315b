/*
 * Why it works, in plain RxJS and one file: every consumable is a ReplaySubject, every task a
 * combineLatest of what it consumes, piped into its runner. Nobody plans an order, and none is
 * needed: a task starts the moment its last input arrives. Run it: npx tsx examples/principle.ts
 *
 * What the engine adds: checking, failures as data, retries, slots, cancel, events, a flat stack. It is
 * wired in lib/engine/wiring.ts, of which this is the abstract.
 */
import { combineLatest, delay, mergeMap, type Observable, of, ReplaySubject, timeout } from 'rxjs';

type Runner = (...inputs: string[]) => Observable<string>;

/** A model that takes a while and marks what it did. */
const model =
  (name: string, milliseconds: number): Runner =>
  (...inputs) => {
    console.log(`${name} starts`);
    return of(`${name}(${inputs.join(', ')})`).pipe(delay(milliseconds));
  };

// Declared in no order at all.
const components = [
  { runner: model('extract', 10), inputs: ['soft_text', 'hard_text'], output: 'extractions' },
  { runner: model('read', 60), inputs: ['soft_image'], output: 'soft_text' },
  { runner: model('read', 20), inputs: ['hard_image'], output: 'hard_text' },
  { runner: model('soften', 20), inputs: ['document_id', 'page_num'], output: 'soft_image' },
  { runner: model('harden', 40), inputs: ['document_id', 'page_num'], output: 'hard_image' },
];

const consumables = new Map<string, ReplaySubject<string>>();
const consumable = (name: string): ReplaySubject<string> => {
  const known = consumables.get(name) ?? new ReplaySubject<string>(1);
  consumables.set(name, known);
  return known;
};

for (const { runner, inputs, output } of components)
  combineLatest(inputs.map(consumable))
    .pipe(mergeMap((values) => runner(...values).pipe(timeout(1000))))
    .subscribe(consumable(output));

consumable('extractions').subscribe((value) => {
  console.log(`extractions = ${value}`);
});

for (const [name, value] of Object.entries({ document_id: 'D0', page_num: '0' })) {
  consumable(name).next(value);
  consumable(name).complete();
}
