import { Hono } from 'hono';

import { listed, quoted } from '../diagnostics/wording.js';
import { StoreError } from '../store/store-error.js';
import { answerHeaders } from './guard/answer-headers.js';
import { knownHost } from './guard/known-host.js';
import { sameOrigin } from './guard/same-origin.js';
import { Problem, problemOf, tryLater } from './problem.js';
import { aboutRoutes, healthRoute } from './routes/about.js';
import { comparisonRoutes } from './routes/comparison.js';
import { pageRoutes } from './routes/page.js';
import { runRoutes } from './routes/runs.js';
import { startRun } from './routes/start-run.js';
import type { ServerState } from './server-state.js';

const paths: readonly (readonly [RegExp, string])[] = [
  [/^\/pipelines\/[^/]+\/runs$/, 'POST'],
  [/^\/runs\/[^/]+\/(?:cancel|resume|restart\/[^/]+)$/, 'POST'],
  [/^\/runs\/[^/]+$/, 'GET, HEAD, DELETE'],
  [/^\/session$/, 'POST'],
  [
    /^\/(?:|runs|pipelines|pipelines\/[^/]+|workers|batches|comparison|health|metrics|openapi\.json|runs\/[^/]+\/(?:events|values\/[^/]+))$/,
    'GET, HEAD',
  ],
];

/** What answers requests. */
export const app = (served: ServerState): Hono => {
  const root = new Hono();
  root.use(answerHeaders);
  root.onError((error) => {
    if (!(error instanceof Problem)) served.settings.onError(error);
    const problem =
      error instanceof StoreError
        ? tryLater(503, 'store', 'the store has failed; see the log of the server')
        : problemOf(error);
    return problem.response();
  });
  root.notFound(({ req }) => {
    const allowed = paths.find(([path]) => path.test(req.path))?.[1];
    return (
      allowed === undefined
        ? new Problem(
            404,
            'no-route',
            'there is nothing at this path: `GET /openapi.json` lists the paths',
          )
        : new Problem(
            405,
            'method',
            `${quoted(req.method)} is not allowed here, only ${listed(allowed.split(', '), 'and', 9, quoted)}`,
            {},
            { Allow: allowed },
          )
    ).response();
  });
  root.use(knownHost(served.settings));
  root.use(sameOrigin(served.settings));
  healthRoute(root, served);
  pageRoutes(root, served);
  root.use(served.guard.middleware);
  aboutRoutes(root, served);
  startRun(root, served);
  comparisonRoutes(root, served);
  runRoutes(root, served);
  return root;
};
