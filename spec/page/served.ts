import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { toJson } from '../../lib/drawing/json-graph.js';
import type { Values } from '../../lib/engine/events/event.js';
import { Run } from '../../lib/engine/run/run.js';
import type { Graph } from '../../lib/graph/graph.js';
import type { RunsAnswer, WireRun, WorkersAnswer } from '../../lib/server/wire.js';
import { recorded, type RecordedEvent } from '../../lib/sinks/record/recorded-event.js';
import { html } from '../../lib/sinks/report/html.js';
import { loadPage } from '../../lib/sinks/report/page-files.js';

interface Kept {
  readonly about: Pick<WireRun, 'id' | 'pipeline' | 'started' | 'batch'>;
  readonly events: RecordedEvent[];
  readonly run?: Run;
  readonly watchers: Set<ServerResponse>;
}

/**
 * As much of a server as a page needs, for specs of the page alone: runs are made by the engine, or of
 * events that a spec gives.
 */
export class Served {
  readonly asked: { readonly path: string; readonly lastEventId?: string }[] = [];
  workers: WorkersAnswer['workers'] = [];
  /** Answers as what stands before a server does while that is started anew. */
  isAway = false;
  private readonly graphs: readonly Graph[];
  private readonly server: Server;
  private readonly runs = new Map<string, Kept>();
  private page = '';

  constructor(graphs: readonly Graph[]) {
    this.graphs = graphs;
    this.server = createServer((request, response) => {
      void this.answer(request, response).catch((error: unknown) => {
        json(response, 500, { title: String(error), status: 500 });
      });
    });
  }

  async start(): Promise<string> {
    this.page = html('MLPipeline', { server: true }, await loadPage(), "'self'");
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Breaks the connections of all who watch. */
  cut(): void {
    for (const { watchers } of this.runs.values()) for (const one of watchers) one.destroy();
  }

  /** A run made of events. */
  keep(id: string, events: readonly RecordedEvent[], batch?: WireRun['batch']): void {
    const [first] = events;
    this.runs.set(id, {
      about: {
        id,
        pipeline: first?.type === 'run-started' ? first.graph.name : '',
        started: first?.time ?? 0,
        ...(batch === undefined ? {} : { batch }),
      },
      events: [...events],
      watchers: new Set(),
    });
  }

  add(id: string, event: RecordedEvent): void {
    const kept = this.runs.get(id);
    kept?.events.push(event);
    for (const one of kept?.watchers ?? []) send(one, event);
  }

  private begin(graph: Graph, inputs: Values): string {
    const id = `run-${this.runs.size + 1}`;
    const events: RecordedEvent[] = [];
    const watchers = new Set<ServerResponse>();
    const run = new Run(graph, inputs, {
      id,
      onFailure: 'hold',
      sinks: [
        (event) => {
          const kept = recorded(event);
          events.push(kept);
          for (const one of watchers) send(one, kept);
        },
      ],
    });
    run.outputs.catch(() => undefined);
    const about = { id, pipeline: graph.name, started: Date.now() };
    this.runs.set(id, { about, events, run, watchers });
    return id;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://of.a.spec');
    const lastEventId = request.headers['last-event-id'];
    this.asked.push({
      path: `${request.method ?? ''} ${pathname}`,
      ...(typeof lastEventId === 'string' ? { lastEventId } : {}),
    });
    const [first, id = '', what, name = ''] = pathname.split('/').slice(1).map(decodeURIComponent);
    const kept = this.runs.get(id);
    if (this.isAway) response.writeHead(503).end();
    else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(this.page);
    } else if (pathname === '/pipelines')
      json(response, 200, {
        pipelines: this.graphs.map((graph) => ({ id: graph.name, graph: toJson(graph) })),
      });
    else if (first === 'pipelines' && what === 'runs') await this.take(id, request, response);
    else if (pathname === '/runs') json(response, 200, this.list(searchParams));
    else if (pathname === '/workers') json(response, 200, { queue: true, workers: this.workers });
    else if (kept === undefined)
      json(response, 404, { title: 'Not Found', status: 404, detail: `there is no run \`${id}\`` });
    else if (what === undefined) json(response, 200, wireOf(kept));
    else if (what === 'events') watch(kept, Number(lastEventId ?? -1), response);
    else if (what === 'cancel') {
      kept.run?.cancel();
      response.writeHead(204).end();
    } else if (what === 'restart') {
      kept.run?.restart(name);
      json(response, 202, { id });
    } else response.writeHead(404).end();
  }

  private async take(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const graph = this.graphs.find((one) => one.name === id);
    if (graph === undefined) {
      json(response, 404, { title: 'Not Found', status: 404 });
      return;
    }
    const body = new Response(Buffer.concat(await request.toArray()), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    });
    const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
    const given = isForm
      ? await Promise.all(
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- a browser sends it, not a stranger
          [...(await body.formData())].map(async ([name, value]) => [
            name,
            typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer()),
          ]),
        )
      : Object.entries((await body.json()) as object);
    const inputs = Object.fromEntries(given as [string, unknown][]);
    const missing = graph.inputs.filter(
      ({ name, default: fallback }) => fallback === undefined && !(name in inputs),
    );
    if (missing.length > 0)
      json(response, 400, {
        ...{ title: 'Bad Request', status: 400, detail: 'inputs are wrong' },
        errors: missing.map(({ name }) => ({ input: name, detail: `\`${name}\` must be given` })),
      });
    else json(response, 202, { id: this.begin(graph, inputs) });
  }

  private list(search: URLSearchParams): RunsAnswer {
    const batch = search.get('batch');
    const runs = Array.from(this.runs.values(), wireOf).reverse();
    const after = runs.findIndex(({ id }) => id === search.get('after'));
    return {
      runs: runs
        .slice(after + 1)
        .filter((one) => batch === null || one.batch?.id === batch)
        .slice(0, Number(search.get('most') ?? runs.length)),
    };
  }
}

const wireOf = ({ about, events }: Kept): WireRun => {
  const end = events.at(-1);
  return end?.type === 'run-finished'
    ? { ...about, state: end.outcome, ended: end.time }
    : { ...about, state: 'running' };
};

const json = (response: ServerResponse, status: number, body: object): void => {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
};

const send = (response: ServerResponse, event: RecordedEvent): void => {
  response.write(`id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`);
};

const watch = ({ events, watchers }: Kept, after: number, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 50\n\n');
  for (const event of events) if (event.sequence > after) send(response, event);
  watchers.add(response);
  response.once('close', () => watchers.delete(response));
};
