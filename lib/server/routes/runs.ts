import type { Context, Hono, HonoRequest } from 'hono';

import { quoted } from '../../diagnostics/wording.js';
import { Problem, tryLater } from '../problem.js';
import { watch } from '../runs/watch.js';
import type { Served } from '../served.js';
import type { RunsAnswer, WireState } from '../wire.js';
import { Query } from './query.js';
import { runDetails } from './run-details.js';
import { partAt, valueAnswer } from './value-answer.js';

const states: readonly string[] = [
  'waiting',
  'running',
  'held',
  'done',
  'failed',
  'cancelled',
  'timeout',
  'interrupted',
] satisfies readonly WireState[];

const page = 100;
const mostRuns = 1_000;

/** The routes below `/runs`. */
export const runRoutes = (app: Hono, served: Served): void => {
  const { runs, metrics, settings } = served;

  app.get('/runs', (context) => {
    const query = new Query(context.req, 'state', 'pipeline', 'most', 'before');
    const wanted = query.several('state');
    const unknown = wanted.find((state) => !states.includes(state));
    if (unknown !== undefined)
      throw new Problem(400, 'wrong-query', `there is no state ${quoted(unknown)}`);
    const pipeline = query.one('pipeline');
    const before = query.whole('before', 0) ?? Infinity;
    const most = Math.min(query.whole('most', 1) ?? page, mostRuns);
    const answer: RunsAnswer = {
      runs: runs.all
        .filter(({ state }) => wanted.length === 0 || wanted.includes(state))
        .filter(
          ({ pipeline: { id, graph } }) =>
            pipeline === undefined || pipeline === id || pipeline === graph.name,
        )
        .filter(({ asked }) => asked < before)
        .slice(0, most)
        .map(({ wire }) => wire),
    };
    return context.json(answer);
  });

  app.get('/runs/:id', (context) => {
    new Query(context.req);
    return context.json(runDetails(runs.find(context.req.param('id'))));
  });

  app.get('/runs/:id/values/:name', (context) => {
    const at = new Query(context.req, 'at').one('at');
    const run = runs.find(context.req.param('id'));
    const name = context.req.param('name');
    const found = run.value(name);
    if (found === undefined)
      throw new Problem(
        404,
        run.hasName(name) ? 'not-there' : 'no-value',
        run.hasName(name)
          ? `${quoted(name)} is not there: the run is ${run.state}`
          : `the run has no value ${quoted(name)}`,
      );
    return valueAnswer(name, partAt(found.value, at ?? ''));
  });

  app.get('/runs/:id/events', (context) => {
    new Query(context.req);
    const { log } = runs.find(context.req.param('id'));
    const last = lastSeen(context);
    // To an `EventSource` this says that there is nothing to come back for.
    if (log.isOver && last >= log.last) return context.body(null, 204);
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

  const cancel = (context: Context): Response => {
    new Query(context.req as HonoRequest);
    const run = runs.find(context.req.param('id') ?? '');
    if (run.ended !== undefined)
      throw new Problem(409, 'ended', `the run has ended: it is ${run.state}`);
    run.cancel();
    return context.json(run.wire, 202);
  };
  app.delete('/runs/:id', cancel);
  app.post('/runs/:id/cancel', cancel);

  app.post('/runs/:id/restart/:task', (context) => {
    new Query(context.req);
    const run = runs.find(context.req.param('id'));
    run.restart(context.req.param('task'));
    return context.json(run.wire, 202);
  });
};

const lastSeen = ({ req }: Context): number => {
  const text = req.header('last-event-id');
  if (text === undefined || text === '') return -1;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new Problem(400, 'wrong-id', `\`Last-Event-ID\` is no event's: ${quoted(text)}`);
  return value;
};
