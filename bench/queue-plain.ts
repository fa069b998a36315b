import { Worker } from 'bullmq';

/** A worker of plain BullMQ, in a process of its own: `queue-plain.ts PORT CONCURRENCY`. */
const [port, concurrency] = process.argv.slice(2).map(Number);
const worker = new Worker(
  'plain',
  async (job) => {
    const values: readonly unknown[] = Object.values(await job.getChildrenValues<number>());
    return values[0] ?? 1;
  },
  {
    connection: { host: '127.0.0.1', port: port ?? 0, maxRetriesPerRequest: null },
    concurrency: concurrency ?? 1,
  },
);
await worker.waitUntilReady();
process.stderr.write('taking tasks of plain\n');
