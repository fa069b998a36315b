import type { Context, Hono, HonoRequest } from 'hono';

import { noChoice, withMeant } from '../../diagnostics/suggest.js';
import { quoted } from '../../diagnostics/wording.js';
import { Problem, tryLater } from '../problem.js';
import { runStates } from '../run-states.js';
import type { ReadableRun } from '../runs/readable-run.js';
import { watch } from '../runs/watch.js';
import { ServedRun } from '../runs/served-run.js';
import type { ServerState } from '../server-state.js';
import type { RunsAnswer, WireState } from '../wire.js';
import { goOnRoutes, notHere } from './go-on.js';
import { Query } from './query.js';
import { runDetails } from './run-details.js';
import { partAt, valueAnswer } from './value-answer.js';

const isState = (text: string): text is WireState => runStates.some((state) => state === text);

const page = 100;
const mostRuns = 1_000;

/** The routes below `/runs`. */
export const runRoutes = (app: Hono, served: ServerState): void => {
  const { all, metrics, settings } = served;

  app.get('/runs', async (context) => {
    const query = new Query(context.req, 'state', 'pipeline', 'batch', 'most', 'before', 'after');
    const wanted = query.several('state');
    const unknown = wanted.find((state) => !isState(state));
    if (unknown !== undefined)
      throw new Problem(400, 'wrong-query', noChoice('state', unknown, runStates));
    const answer: RunsAnswer = {
      runs: await all.list({
        states: wanted.filter(isState),
        pipeline: query.one('pipeline'),
        batch: query.one('batch'),
        after: query.one('after'),
        before: query.whole('before', 0) ?? Infinity,
        most: Math.min(query.whole('most', 1) ?? page, mostRuns),
      }),
    };
    return context.json(answer);
  });

  app.get('/runs/:id', async (context) => {
    new Query(context.req);
    return context.json(await runDetails(await all.meant(context.req.param('id'))));
  });

  app.get('/runs/:id/values/:name', async (context) => {
    const at = new Query(context.req, 'at').one('at');
    const run = await all.meant(context.req.param('id'));
    const name = context.req.param('name');
    const found = await run.value(name);
    if (found === undefined) throw missing(run, name);
    return valueAnswer(context.req.raw.method, name, partAt(found.value, at ?? ''));
  });

  app.get('/runs/:id/events', async (context) => {
    new Query(context.req);
    const { log } = await all.meant(context.req.param('id'));
    const last = lastSeen(context);
    // To an `EventSource` this says that there is nothing to come back for.
    if (log.isOver && (await log.after(last)) === undefined) return context.body(null, 204);
    const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
    if (context.req.raw.method === 'HEAD') return new Response(null, { headers });
    if (metrics.watchers >= settings.watchers)
      throw tryLater(503, 'too-many-watchers', 'too many watch runs: try again later');
    metrics.watchers += 1;
    const body = watch(log, last, served.beats$, () => {
      metrics.watchers -= 1;
    });
    return new Response(body, { headers });
  });

  const cancel = async (context: Context): Promise<Response> => {
    new Query(context.req as HonoRequest);
    const run = await all.meant(context.req.param('id') ?? '');
    if (run.ended !== undefined)
      throw new Problem(409, 'ended', `the run has ended: it is ${run.state}`);
    if (!(run instanceof ServedRun)) throw notHere(run);
    await run.cancel();
    return context.json(run.wire, 202);
  };
  app.delete('/runs/:id', cancel);
  app.post('/runs/:id/cancel', cancel);
  goOnRoutes(app, served);
};

const missing = ({ names, state }: ReadableRun, name: string): Problem =>
  names.includes(name)
    ? new Problem(404, 'not-there', `${quoted(name)} is not there: the run is ${state}`)
    : new Problem(404, 'no-value', withMeant(`the run has no value ${quoted(name)}`, name, names));

const lastSeen = ({ req }: Context): number => {
  const text = req.header('last-event-id');
  if (text === undefined || text === '') return -1;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new Problem(
      400,
      'wrong-id',
      `\`Last-Event-ID\` must be the id of an event, not ${quoted(text)}`,
    );
  return value;
};
