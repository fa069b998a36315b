import type { Hono } from 'hono';

import { toJson } from '../../drawing/json-graph.js';
import { fileForm } from '../body/file-form.js';
import { openApi } from '../openapi/openapi.js';
import { inputsSchema, outputsSchema } from '../openapi/pipeline-schemas.js';
import { tryLater } from '../problem.js';
import type { ServerState } from '../server-state.js';
import type { ServedPipeline } from '../served-pipelines.js';
import type { WorkersAnswer } from '../wire.js';
import { packageVersion } from '../../runners/package-version.js';
import { Query } from './query.js';

const told = ({ id, graph }: ServedPipeline): Readonly<Record<string, unknown>> => ({
  id,
  name: graph.name,
  ...(graph.description === undefined ? {} : { description: graph.description }),
  graph: toJson(graph),
  inputs: inputsSchema(graph),
  /** The inputs for which a file can be sent. */
  files: graph.inputs
    .filter((input) => fileForm(graph, input) !== undefined)
    .map(({ name }) => name),
  outputs: outputsSchema(graph),
});

/** The routes that tell of the server and its pipelines. */
export const aboutRoutes = (app: Hono, served: ServerState): void => {
  const { pipelines, runs, metrics, settings } = served;
  const document = JSON.stringify(
    openApi(pipelines.all, packageVersion(), settings.token !== undefined),
  );

  app.get('/pipelines', (context) => {
    new Query(context.req);
    return context.json({ pipelines: pipelines.all.map(told) });
  });
  app.get('/pipelines/:pipeline', (context) => {
    new Query(context.req);
    return context.json(told(pipelines.find(context.req.param('pipeline'))));
  });
  app.get('/workers', async (context) => {
    new Query(context.req);
    const { workers, onError } = settings;
    const answer: WorkersAnswer = {
      queue: workers !== undefined,
      workers: await (workers?.() ?? Promise.resolve([])).catch((error: unknown) => {
        onError(error);
        throw tryLater(503, 'queue', 'the queue does not answer; see the log of the server');
      }),
    };
    return context.json(answer);
  });
  app.get('/metrics', async (context) => {
    const workers = await settings.workers?.().catch(() => undefined);
    context.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    return context.body(metrics.text(runs.all, workers));
  });
  app.get('/openapi.json', (context) => {
    context.header('Content-Type', 'application/json');
    return context.body(document);
  });
};

/** `GET /health`, which needs no token. */
export const healthRoute = (app: Hono, { runs }: ServerState): void => {
  app.get('/health', (context) =>
    context.json({ status: runs.isTaking ? 'ok' : 'ending' }, runs.isTaking ? 200 : 503),
  );
};
