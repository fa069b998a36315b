import { basename } from 'node:path';

import { expect } from 'chai';

import type { RunEvent, Values } from '../../lib/engine/events/event.js';
import type { Graph } from '../../lib/graph/graph.js';
import { openQueue, openWorker, remote } from '../../lib/queue/index.js';
import { type RedisServer, redisServer } from '../services.js';
import { itIsSkippedWithout } from '../shared-data.js';
import { hashedGraph, workflowFiles } from './hashed.js';
import { watchedRun } from './watched-run.js';

const inputsOf = (graph: Graph): Values =>
  Object.fromEntries(graph.inputs.map(({ name }) => [name, `value of ${name}`]));

/** What happens to each task, in order: when and where it happens is left out. */
const stories = (events: readonly RunEvent[]): Record<string, string[]> => {
  const all: Record<string, string[]> = {};
  for (const event of events)
    if ('task' in event && event.type !== 'task-waiting')
      (all[event.task] ??= []).push(
        JSON.stringify({ ...event, run: '', time: 0, seq: 0, sequence: 0, duration: 0 }),
      );
  return all;
};

describe('a workflow over a queue', function () {
  this.timeout(120_000);
  let redis: RedisServer;

  before(async function () {
    redis = await redisServer(this);
  });

  after(() => redis.close());

  const files = workflowFiles();
  if (files.length === 0) itIsSkippedWithout('workflows');
  for (const file of files)
    it(`gives what a local run gives, task by task: ${basename(file)}`, async () => {
      const graph = await hashedGraph(file);
      const options = { id: 'r', seed: 1 };
      const workers = await Promise.all([1, 2].map(() => openWorker([graph], redis.url)));
      const queue = await openQueue(redis.url);
      try {
        const local = watchedRun(graph, inputsOf(graph), options);
        const away = watchedRun(graph, inputsOf(graph), { ...options, remote: remote(queue) });
        expect(await away.outputs).to.deep.equal(await local.outputs);
        expect(stories(away.events)).to.deep.equal(stories(local.events));
      } finally {
        await queue.close();
        await Promise.all(workers.map((one) => one.close(0)));
      }
    });
});
