import type { ChildProcess } from 'node:child_process';

import { expect } from 'chai';

import { type RedisServer, redisServer } from '../services.js';
import { ended, startCommand, startWorker } from './processes.js';

const file = 'examples/document-extraction/pipeline.yaml';

describe('the document example over a queue', function () {
  this.timeout(180_000);
  let redis: RedisServer;
  const children: ChildProcess[] = [];

  before(async function () {
    redis = await redisServer(this);
  });

  after(async () => {
    for (const child of children) {
      child.kill('SIGKILL');
      await ended(child);
    }
    await redis.close();
  });

  const run = async (...more: readonly string[]): Promise<unknown> => {
    const argv = ['run', file, '--inputs', 'document_id=receipt', 'page_num=0', '--log', 'none'];
    const { child, stdout, said } = startCommand([...argv, ...more]);
    children.push(child);
    expect(await ended(child), said()).to.equal(0);
    return JSON.parse(stdout());
  };

  it('gives what it gives at home, with its OCR at a worker of its own', async () => {
    const queue = ['--queue', redis.url];
    for (const runners of ['ImageOcr', 'ImagePreprocessing,Extractor']) {
      const { child } = await startWorker([file, ...queue, '--only-runners', runners]);
      children.push(child);
    }
    expect(await run(...queue)).to.deep.equal(await run());
  });
});
