import type { EventBody } from '../engine/events/event.js';
import type { Failure } from '../engine/failure.js';
import { recorded, type RecordedEvent } from '../sinks/record/recorded-event.js';
import { sha256 } from './values/sha256.js';
import type { FinishedTask, KeptResult, NewRun, Store } from './store.js';
import type { KeptValue } from './values/kept-value.js';

/* What the cases of a store are made of. */

/** `open` opens the same store once more. */
export type Check = (store: Store, open: () => Promise<Store>) => Promise<void>;

export const valueOf = (value: string): KeptValue => {
  const json = JSON.stringify(value);
  return { hash: sha256(json), json, size: json.length, blobs: [] };
};

export const newRun = (id: string, more: Partial<NewRun> = {}): NewRun => ({
  id,
  pipeline: {
    hash: sha256('reading'),
    name: 'reading',
    file: '/there/pipeline.yaml',
    declaration: '{"name":"reading"}',
  },
  inputs: new Map([['document', valueOf('a.png')]]),
  seed: 7,
  options: { only: ['text'] },
  code: { ocr: 'c1' },
  ...more,
});

export const finished = (task: string, more: Partial<FinishedTask> = {}): FinishedTask => ({
  task,
  attempt: 1,
  inputs: new Map([['page', valueOf('a.png')]]),
  outputs: new Map([['text', valueOf(`text of ${task}`)]]),
  started: 10,
  ended: 20,
  ...more,
});

export const said = (sequence: number, message: string): RecordedEvent => ({
  ...{ run: 'r', sequence, time: 1.5, type: 'attempt-log', task: 'ocr', attempt: 1, message },
});

/** An event of the run `r`. */
export const told = (body: EventBody): RecordedEvent =>
  recorded({ run: 'r', sequence: 0, time: 1.5, ...body });

export const failure: Failure = {
  ...{ kind: 'error', task: 'guess', attempt: 1, message: 'no', cause: undefined, final: false },
};

export const result = (key: string, more: Partial<KeptResult> = {}): KeptResult => ({
  key: { hash: sha256(key), parts: { 'params.psm': key } },
  run: 'r',
  task: 'ocr',
  outputs: new Map([['text', valueOf(key)]]),
  ended: 5,
  ...more,
});

export const messages = (
  events: readonly RecordedEvent[],
): readonly (readonly [number, string])[] =>
  events.map((one) => [one.sequence, one.type === 'attempt-log' ? one.message : one.type]);

/** Runs that begin in one millisecond have no order. */
export const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
