import { serialize } from 'node:v8';

import { expect } from 'chai';
import * as t from 'io-ts';

import { names, prefix } from '../../../lib/queue/bullmq/names.js';
import { until } from '../processes.js';
import { OneComponent } from './one-component.js';

const bytesOf = (value: unknown) => ({ bytes: serialize(value).toString('base64') });

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** A job that is whole, and one with other fields. */
const job = (more: object = {}): object => ({
  ...{ overseer: 'o', run: 'r', item: null, task: 'a', attempt: 1, key: 'r/a/1', seed: 1 },
  ...{ trace: null, outputs: ['y'], inputs: { x: bytesOf(1) }, ...more },
});
const without = (field: string): object =>
  Object.fromEntries(Object.entries(job()).filter(([name]) => name !== field));

const jobs: Readonly<Record<string, unknown>> = {
  'is null': null,
  'is a text': 'text',
  'is a list': [],
  'is empty': {},
  'has no overseer': without('overseer'),
  'has no inputs': without('inputs'),
  'has no outputs': without('outputs'),
  'names its task by a number': job({ task: 7 }),
  'counts its attempt by a text': job({ attempt: '1' }),
  'counts its attempt by a half': job({ attempt: 1.5 }),
  'has a negative seed': job({ seed: -1 }),
  'is of an item that is a text': job({ item: '1' }),
  'has a list for its trace': job({ trace: [] }),
  'has a number in its trace': job({ trace: { traceparent: 1 } }),
  'has one output in place of a list': job({ outputs: 'y' }),
  'asks for outputs by numbers': job({ outputs: [1] }),
  'asks for an output that the component has not': job({ outputs: ['y', 'z'] }),
  'has a list for its inputs': job({ inputs: [bytesOf(1)] }),
  'has an input that is no value on its way': job({ inputs: { x: 7 } }),
  'has an input that the component has not': job({ inputs: { x: bytesOf(1), z: bytesOf(2) } }),
  'has the bytes of an input in a list': job({ inputs: { x: { bytes: ['AAAA'] } } }),
  'has no name for the bytes of an input': job({ inputs: { x: { blob: null } } }),
  'has a key of all objects for an input': job({
    inputs: JSON.parse(`{"__proto__": ${JSON.stringify(bytesOf(1))}}`) as unknown,
  }),
  'is huge': job({ inputs: 'x'.repeat(5_000_000) }),
  'is lasting by a text': job({ isLasting: 'yes' }),
};

/** The same as it lies in Redis, since BullMQ would not write it, with what is said. */
const texts: Readonly<Record<string, readonly [text: string, said: RegExp]>> = {
  'is no JSON': ['{', /^a job cannot be read, and is not taken: Expected property name/],
  'is cut off': [JSON.stringify(job()).slice(0, -9), /^a job cannot be read, and is not taken: /],
  'is nested deeply': [nested(100_000), /^the job `bad` cannot be read, and is dropped$/],
};

const ended = (result: unknown): string => JSON.stringify({ type: 'ended', result });
const failure = { name: 'Error', message: 'no', isFinal: false, details: {} };
const deepCauses = (depth: number): string =>
  `${'{"name":"E","message":"m","isFinal":false,"details":{},"cause":'.repeat(depth)}null${'}'.repeat(depth)}`;

/** What is told to an overseer of a job of its own, and is passed over. */
const told: Readonly<Record<string, string>> = {
  'is nothing': '',
  'is no JSON': '{',
  'is null': 'null',
  'is a list': '[]',
  'is empty': '{}',
  'is of no known type': '{"type":"paid"}',
  'has a type of all objects': '{"type":"__proto__"}',
  'is an end without a result': '{"type":"ended"}',
  'is a result without a type': ended({}),
  'is a result of no known type': ended({ type: 'won' }),
  'is done without values': ended({ type: 'done' }),
  'is done with a list of values': ended({ type: 'done', values: [] }),
  'is done with a value that is not on its way': ended({ type: 'done', values: { y: 7 } }),
  'gives a number for bytes': ended({ type: 'done', values: { y: { bytes: 7 } } }),
  'is another value that is none': ended({ type: 'other', value: 'text' }),
  'timed out after a text': ended({ type: 'timed-out', milliseconds: 'long' }),
  'failed without an error': ended({ type: 'failed' }),
  'failed with a text': ended({ type: 'failed', error: 'no' }),
  'failed with an error without a name': ended({ type: 'failed', error: { message: 'no' } }),
  'failed with a list for a detail': ended({
    type: 'failed',
    error: { ...failure, details: { code: [] } },
  }),
  'failed with a text for a cause': ended({ type: 'failed', error: { ...failure, cause: 'a' } }),
  'failed with causes without end': `{"type":"ended","result":{"type":"failed","error":${deepCauses(20_000)}}}`,
  'is lost without a reason': ended({ type: 'lost' }),
  'is a log of a number': '{"type":"log","message":7}',
  'is a progress of a text': '{"type":"progress","fraction":"half"}',
  'is a part without a port': JSON.stringify({ type: 'part', value: bytesOf(1) }),
  'is a part without a value': '{"type":"part","port":"y"}',
  'is nested deeply': nested(100_000),
  'is huge': `{"type":"log","message":${JSON.stringify(['x'.repeat(5_000_000)])}}`,
};

/** What is told of its end that can be read, and what the run comes to. */
const ends: Readonly<Record<string, readonly [result: unknown, failure: string]>> = {
  'gives no output': [
    { type: 'done', values: {} },
    '`a` failed: runner `Same` did not return output `y`',
  ],
  'gives a value of another type': [
    { type: 'done', values: { y: bytesOf('seven') } },
    '`a` failed: port `a.y` takes number, not the string "seven"',
  ],
};

describe('what is malformed', function () {
  this.timeout(60_000);
  const one = new OneComponent({ outputs: { y: t.number } });

  const honest = [
    ...['run-started', 'task-waiting', 'attempt-started', 'task-finished', 'run-finished'],
  ];

  for (const [what, data] of Object.entries(jobs))
    it(`as a job that ${what} is dropped with a word, and harms no run`, async () => {
      await one.jobs().add('any', data, { jobId: 'bad' });
      const said = await one.worker();
      const { outputs, events } = await one.running();
      expect(await outputs).to.deep.equal({ 'a.y': 7 });
      await until(() => said.length > 0);
      expect(said).to.deep.equal(['the job `bad` cannot be read, and is dropped']);
      expect(events.map(({ type }) => type)).to.deep.equal(honest);
    });

  for (const [what, [text, word]] of Object.entries(texts))
    it(`as a job that ${what} is refused with a word, and harms no run`, async () => {
      await one.jobs().add('any', job(), { jobId: 'bad' });
      await one.client.hset(`${prefix}:${one.key}:bad`, 'data', text);
      const said = await one.worker();
      const { outputs, events } = await one.running();
      expect(await outputs).to.deep.equal({ 'a.y': 7 });
      expect(said).to.have.length(1);
      expect(said[0]).to.match(word);
      expect(events.map(({ type }) => type)).to.deep.equal(honest);
    });

  /** Tells the overseer of its only job, before a worker takes that. */
  const tell = async (...fields: readonly string[]): Promise<void> => {
    const waiting = async (): Promise<readonly (string | undefined)[]> =>
      (await one.jobs().getWaiting()).map(({ id }) => id);
    let [id] = await waiting();
    while (id === undefined) [id] = await waiting();
    const [overseer = ''] = await one.client.keys(names.overseer('*'));
    const stream = names.told(overseer.split(':').at(-1) ?? '');
    await one.client.xadd(stream, '*', 'job', id, ...fields);
  };

  for (const [what, text] of Object.entries(told))
    it(`as news that ${what} is passed over, and harms no run`, async () => {
      const { outputs, events } = await one.running();
      await tell('told', text);
      await one.worker();
      expect(await outputs).to.deep.equal({ 'a.y': 7 });
      expect(events.map(({ type }) => type)).to.deep.equal(honest);
    });

  for (const [what, [result, message]] of Object.entries(ends))
    it(`as an end that ${what} fails the task as at home`, async () => {
      const { outputs } = await one.running();
      await tell('told', ended(result));
      const error: unknown = await outputs.catch((one: unknown) => one);
      expect((error as Error).message).to.equal(message);
    });
});
