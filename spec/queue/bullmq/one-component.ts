import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { firstValueFrom } from 'rxjs';

import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import { Run } from '../../../lib/engine/run/run.js';
import type { Graph } from '../../../lib/graph/graph.js';
import { connected } from '../../../lib/queue/bullmq/connect.js';
import { prefix } from '../../../lib/queue/bullmq/names.js';
import { openQueue, openWorker, remote } from '../../../lib/queue/index.js';
import { Needs } from '../../../lib/queue/queue-key.js';
import type { Runner } from '../../../lib/runners/runner.js';
import { loaded } from '../../engine/loaded.js';
import { type RedisServer, redisServer } from '../../services.js';

interface Running {
  readonly events: readonly RunEvent[];
  readonly run: Run;
  readonly outputs: Promise<Values>;
}

interface Rig {
  readonly redis: RedisServer;
  readonly client: Redis;
  readonly graph: Graph;
  readonly key: string;
}

/**
 * For the specs of a suite a Redis of their own, and a pipeline of one component `a`, whose runner `Same`
 * gives what it takes. What a spec opens is closed behind it, and nothing is left in Redis.
 */
export class OneComponent {
  private readonly closing: (() => Promise<unknown>)[] = [];
  private rig: Rig | undefined;

  constructor(ports: Pick<Runner, 'outputs'> = {}) {
    const open = (redis: RedisServer): Promise<void> => this.open(redis, ports);
    before(async function () {
      await open(await redisServer(this));
    });
    afterEach(async () => {
      await this.closeAll();
      await this.client.flushall();
    });
    after(async () => {
      this.client.disconnect();
      await this.there.redis.close();
    });
  }

  get url(): string {
    return this.there.redis.url;
  }

  get client(): Redis {
    return this.there.client;
  }

  get graph(): Graph {
    return this.there.graph;
  }

  /** What its jobs are called by. */
  get key(): string {
    return this.there.key;
  }

  /** Gives what the worker says. */
  async worker(url = this.url): Promise<readonly string[]> {
    const said: string[] = [];
    const say = (line: string): number => said.push(line);
    const one = await openWorker([this.there.graph], url, { name: 'w', say });
    this.closing.push(() => one.close(0));
    return said;
  }

  async running({ x = 7, url = this.url }: { x?: unknown; url?: string } = {}): Promise<Running> {
    const queue = await openQueue(url);
    this.closing.push(() => queue.close());
    const events: RunEvent[] = [];
    const sinks = [(event: RunEvent): number => events.push(event)];
    const run = new Run(this.there.graph, { x }, { remote: remote(queue), sinks });
    const outputs: Promise<Values> = firstValueFrom(run.outputs$);
    outputs.catch(() => undefined);
    return { events, run, outputs };
  }

  jobs(): Queue {
    const queue = new Queue(this.key, { connection: this.client, prefix });
    this.closing.push(() => queue.close());
    return queue;
  }

  async closeAll(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close();
  }

  private get there(): Rig {
    if (this.rig === undefined) throw new Error('not open yet');
    return this.rig;
  }

  private async open(redis: RedisServer, ports: Pick<Runner, 'outputs'>): Promise<void> {
    const client = await connected(redis.url, () => undefined);
    const { graph } = await loaded(
      {
        inputs: ['x'],
        outputs: ['a.y'],
        components: { a: { runner: 'Same', inputs: ['x'], outputs: ['y'] } },
      },
      { Same: { name: 'Same', version: '1', run: ({ x }) => ({ y: x }), ...ports } },
    );
    const [component] = graph.components;
    if (component === undefined) throw new Error('no component');
    const { key } = new Needs(graph.directory ?? '.').of(component);
    this.rig = { redis, client, graph, key };
  }
}
