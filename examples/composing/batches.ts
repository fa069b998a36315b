// A model that reads eight pages nearly as fast as one: items in flight wait for each other, but not
// for long. npx tsx examples/composing/batches.ts COUNT
import { fileURLToPath } from 'node:url';

import {
  asyncScheduler,
  bufferTime,
  catchError,
  concatMap,
  filter,
  map,
  Observable,
  of,
  type SchedulerLike,
  share,
  Subject,
  take,
  timer,
} from 'rxjs';

// In a project of your own: from 'mlpipeline'.
import {
  each,
  type EachOptions,
  loadText,
  orThrow,
  Registry,
  type Runner,
  type Values,
} from '../../lib/index.js';

interface Batching {
  /** In milliseconds: how long the first page of a batch waits for others. */
  readonly wait: number;
  /** How many pages a batch has at most. */
  readonly most: number;
  readonly scheduler?: SchedulerLike;
}

/** A model that takes many pages and gives their texts in the same order. */
type Model = (pages: readonly unknown[]) => Observable<readonly string[]>;

/** A runner for one page, whose calls are gathered into batches for a model. */
export const batched = (name: string, model: Model, batching: Batching): Runner => {
  const { wait, most, scheduler = asyncScheduler } = batching;
  const calls$ = new Subject<Values>();
  const answers$ = calls$.pipe(
    bufferTime(wait, null, most, scheduler),
    filter((calls) => calls.length > 0),
    // One batch after the other. What goes wrong is an answer too: it is for this batch only.
    concatMap((calls) =>
      model(calls.map(({ page }) => page)).pipe(
        map((texts) => new Map(calls.map((call, at) => [call, { text: texts[at] }]))),
        catchError((error: unknown) => of(new Map(calls.map((call) => [call, { error }])))),
      ),
    ),
    // Its timer runs only while somebody waits for an answer.
    share(),
  );
  return {
    name,
    run: (inputs) =>
      new Observable((subscriber) => {
        answers$
          .pipe(
            filter((answers) => answers.has(inputs)),
            map((answers) => answers.get(inputs) as { text: string } | { error: unknown }),
            map((answer) => {
              if ('error' in answer) throw answer.error;
              return { text: answer.text };
            }),
            take(1),
          )
          .subscribe(subscriber);
        calls$.next(inputs);
      }),
  };
};

const yaml = `
pipeline:
  name: Reading in batches
  inputs: [page]
  outputs: { text: ocr.text }
  components:
    ocr: { runner: BatchOCR, inputs: [page], outputs: [text] }
`;

/** The texts of pages, read by a model that takes batches. */
export const textsOf = async (
  pages: Iterable<string>,
  model: Model,
  batching: Batching,
  options: EachOptions = {},
): Promise<Observable<Values>> => {
  const runners = new Registry([batched('BatchOCR', model, batching)]);
  const reading = orThrow(await loadText(yaml, { runners }));
  function* items(): Generator<Values> {
    for (const page of pages) yield { page };
  }
  // Twice as many in flight as a batch has: the next one fills while the model is at work.
  return each(reading, { ...options, concurrency: 2 * batching.most, onFailure: 'error' })(items());
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = Array.from({ length: Number(process.argv[2] ?? 20) }, (_, at) => `page-${at + 1}`);
  const simulated: Model = (batch) => {
    console.error(`a batch of ${batch.length}`);
    return timer(300 + 20 * batch.length).pipe(
      map(() => batch.map((page) => `text of ${String(page)}`)),
    );
  };
  (await textsOf(pages, simulated, { wait: 50, most: 8 })).subscribe(console.log);
}
