import type { Context, Hono } from 'hono';
import { firstValueFrom, map, NEVER, race, timer } from 'rxjs';

import { listed, quoted } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import { outputsData } from '../../runners/values/outputs-data.js';
import { readInputs } from '../body/read-inputs.js';
import { Problem } from '../problem.js';
import { Idempotency } from '../runs/idempotency.js';
import type { ServedRun } from '../runs/served-run.js';
import type { Served } from '../served.js';
import { Query } from './query.js';
import { failuresOf } from './run-details.js';

/** `POST /pipelines/{name}/runs` */
export const startRun = (app: Hono, served: Served): void => {
  app.post('/pipelines/:pipeline/runs', async (context) => {
    const { pipelines, runs } = served;
    const pipeline = pipelines.find(context.req.param('pipeline'));
    const query = new Query(context.req, 'wait', 'on-failure', 'seed', 'only');
    const wait = query.duration('wait');
    const chosen = query.oneOf('on-failure', ['stop', 'continue', 'hold']);
    const seed = query.whole('seed', 0);
    const only = outputsOf(pipeline.graph, query.several('only'));
    const body = await served.bodies.read(context.req.raw);
    const type = context.req.header('content-type');
    const key = context.req.header('idempotency-key');
    const print =
      key === undefined ? '' : Idempotency.print(pipeline.id, context.req.url, type ?? '', body);
    const known = key === undefined ? undefined : served.keys.find(key, print);
    if (known !== undefined && runs.has(known)) return answer(context, runs.find(known), wait);
    // Before files are written.
    runs.refuseMore();
    const { inputs, remove } = await readInputs(pipeline.graph, only, type, body, served.uploads);
    // Another request with that key may have come first meanwhile.
    const same = key === undefined ? undefined : served.keys.find(key, print);
    if (same !== undefined && runs.has(same)) {
      remove();
      return answer(context, runs.find(same), wait);
    }
    const { wrappers, sinks = [] } = served.settings.run;
    try {
      const run = runs.add({
        pipeline,
        inputs,
        onFailure: chosen ?? (wait === undefined ? 'hold' : 'stop'),
        options: {
          ...(wrappers === undefined ? {} : { wrappers }),
          sinks: [served.metrics.sinkFor(pipeline.id), ...sinks],
          ...(seed === undefined ? {} : { seed }),
          ...(only === undefined ? {} : { only }),
        },
        forget: remove,
      });
      if (key !== undefined) served.keys.keep(key, print, run.id);
      return await answer(context, run, wait);
    } catch (error) {
      if (error instanceof Problem && error.code === 'too-many-runs') remove();
      throw error;
    }
  });
};

const outputsOf = ({ outputs }: Graph, only: readonly string[]): readonly string[] | undefined => {
  const names = outputs.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Problem(
      400,
      'wrong-query',
      `the pipeline has no output ${listed(unknown, 'or', 5, quoted)}: its outputs are ${listed(names, 'and', 5, quoted)}`,
    );
  return only.length === 0 ? undefined : only;
};

const answer = async (
  context: Context,
  run: ServedRun,
  wait: number | undefined,
): Promise<Response> => {
  const where = `/runs/${run.id}`;
  const inTime =
    wait !== undefined &&
    (await firstValueFrom(
      race(
        run.rest$.pipe(map(() => true)),
        wait === Infinity ? NEVER : timer(wait).pipe(map(() => false)),
      ),
    ));
  if (inTime) return finished(context, run, where);
  context.header('Location', where);
  return context.json(run.wire, 202);
};

const statusOf = { failed: 500, held: 500, timeout: 504, cancelled: 409 } as const;

const finished = (context: Context, run: ServedRun, where: string): Response => {
  const { state, outputs = {}, failures } = run;
  context.header('Location', where);
  if (state === 'done') {
    const { data, problems } = outputsData(outputs);
    if (problems.length === 0) return context.json(data);
    throw new Problem(406, 'no-form', problems.join('; '), { run: run.id });
  }
  const told = failuresOf(failures.values());
  const [first] = told;
  throw new Problem(
    statusOf[state as keyof typeof statusOf],
    `run-${state === 'held' ? 'failed' : state}`,
    first === undefined ? `the run is ${state}` : `${quoted(first.task)} failed: ${first.message}`,
    { run: run.id, failures: told },
    { Location: where },
  );
};
