import type { RecordedEvent } from '../../../lib/sinks/record/recorded-event.js';
import type { FinishedTask, NewRun } from '../../../lib/store/store.js';
import type { KeptValue } from '../../../lib/store/values/kept-value.js';

export const value = (text: string, blobs: readonly string[] = []): KeptValue => ({
  hash: `hash of ${text}`,
  json: JSON.stringify(text),
  size: text.length,
  blobs,
});

export const newRun = (id: string, more: Partial<NewRun> = {}): NewRun => ({
  id,
  pipeline: {
    hash: 'p1',
    name: 'reading',
    file: 'pipeline.yaml',
    declaration: '{"name":"reading"}',
  },
  inputs: new Map([['document', value('a.png')]]),
  seed: 7,
  options: { only: ['text'] },
  code: { ocr: 'c1' },
  ...more,
});

export const finished = (task: string, more: Partial<FinishedTask> = {}): FinishedTask => ({
  task,
  attempt: 1,
  inputs: new Map([['page', value('a.png')]]),
  outputs: new Map([[`${task}.text`, value(`text of ${task}`)]]),
  started: 10,
  ended: 20,
  ...more,
});

export const event = (task: string, sequence: number): RecordedEvent =>
  ({
    run: 'r',
    sequence,
    time: 1.5,
    type: 'attempt-log',
    task,
    attempt: 1,
    message: 'hello',
  }) as never;
