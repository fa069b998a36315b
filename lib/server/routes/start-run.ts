import type { Context, Hono, HonoRequest } from 'hono';
import { firstValueFrom, map, NEVER, race, timer } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { unknownOutputs } from '../../engine/plan.js';
import type { Graph } from '../../graph/graph.js';
import { askedOf } from '../../store/durable/run-settings.js';
import { outputsData } from '../../runners/values/outputs-data.js';
import { RunExistsError } from '../../store/store-error.js';
import { readInputs } from '../body/read-inputs.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import type { StoredRun } from '../kept/stored-run.js';
import { Problem } from '../problem.js';
import { withoutBoundary } from '../body/form-parts.js';
import { Idempotency } from '../runs/idempotency.js';
import { inMemory } from '../runs/runnable.js';
import { type NewServedRun, ServedRun } from '../runs/served-run.js';
import type { ServerState } from '../server-state.js';
import { Query } from './query.js';
import { failuresOf } from './run-details.js';
import { runOptions } from './run-options.js';

/** `POST /pipelines/{name}/runs` */
export const startRun = (app: Hono, served: ServerState): void => {
  app.post('/pipelines/:pipeline/runs', async (context) => {
    const { pipelines, runs, keys, all } = served;
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
      key === undefined
        ? ''
        : Idempotency.print(
            pipeline.id,
            new URL(context.req.url).search,
            ...withoutBoundary(type ?? '', body),
          );
    const begin = async (): Promise<ServedRun | StoredRun> => {
      const before = await startedElsewhere(served, key, print);
      if (before !== undefined) return before;
      // Before files are written.
      const giveUp = runs.reserve();
      try {
        const { inputs, remove } = await readInputs(
          pipeline.graph,
          only,
          type,
          body,
          served.uploads,
        );
        return await addRun(served, context.req, {
          ...{ pipeline, inputs, forget: remove },
          onFailure: chosen ?? (wait === undefined ? 'hold' : 'stop'),
          ...(seed === undefined ? {} : { seed }),
          ...(only === undefined ? {} : { only }),
          ...(key === undefined ? {} : { key, print }),
        });
      } catch (error) {
        // Another server of that store was first.
        const same =
          error instanceof RunExistsError ? await startedElsewhere(served, key, print) : undefined;
        if (same === undefined) throw error;
        return same;
      } finally {
        giveUp();
      }
    };
    const run =
      key === undefined ? await begin() : await keys.once(key, print, (id) => all.find(id), begin);
    return answer(context, run, wait);
  });
};

/** The run that another server of the store, at once or before, has started for that key. */
const startedElsewhere = async (
  { all, stored }: ServerState,
  key: string | undefined,
  print: string,
): Promise<ServedRun | StoredRun | undefined> => {
  if (key === undefined || stored === undefined) return undefined;
  const found = await all.find(Idempotency.runOf(key));
  if (found === undefined) return undefined;
  const { options } = await stored.store.history.run(found.id);
  Idempotency.refuseAnother(askedOf(options)?.['idempotency'], print);
  return found;
};

interface RunToAdd extends Pick<NewServedRun, 'pipeline' | 'inputs' | 'onFailure' | 'forget'> {
  readonly seed?: number;
  readonly only?: readonly string[];
  /** Of the request, where it is not to start another run when it is sent again. */
  readonly key?: string;
  readonly print?: string;
}

const addRun = async (
  served: ServerState,
  request: HonoRequest,
  told: RunToAdd,
): Promise<ServedRun> => {
  const { pipeline, inputs, onFailure, seed, only, forget, key, print } = told;
  const options: RunOptions = {
    ...runOptions(served, pipeline, onFailure, request),
    ...(seed === undefined ? {} : { seed }),
    ...(only === undefined ? {} : { only }),
  };
  try {
    const runnable =
      served.durable === undefined
        ? inMemory(pipeline.graph, inputs, options)
        : await served.durable.start(
            pipeline,
            inputs,
            key === undefined ? options : { ...options, id: Idempotency.runOf(key) },
            key === undefined ? {} : { idempotency: print ?? '' },
          );
    return served.runs.add({ pipeline, inputs, onFailure, runnable, forget });
  } catch (error) {
    forget();
    throw error;
  }
};

const outputsOf = (graph: Graph, only: readonly string[]): readonly string[] | undefined => {
  const problem = unknownOutputs(graph, only);
  if (problem !== undefined) throw new Problem(400, 'wrong-query', problem);
  return only.length === 0 ? undefined : only;
};

const answer = async (
  context: Context,
  run: ServedRun | StoredRun,
  wait: number | undefined,
): Promise<Response> => {
  const where = `/runs/${run.id}`;
  const inTime =
    wait !== undefined &&
    run instanceof ServedRun &&
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

const statusOf = {
  failed: 500,
  held: 500,
  timeout: 504,
  cancelled: 409,
  interrupted: 503,
} as const;

const finished = (context: Context, run: ServedRun, where: string): Response => {
  const { state, outputs = {}, failures } = run;
  context.header('Location', where);
  if (state === 'done') {
    const { data, problems } = outputsData(outputs);
    if (problems.length === 0) return context.json(data);
    throw new Problem(406, 'no-form', problems.join('; '), { run: run.id });
  }
  const told = failuresOf([...failures.values()]);
  const [first] = told;
  throw new Problem(
    statusOf[state as keyof typeof statusOf],
    `run-${state === 'held' ? 'failed' : state}`,
    first === undefined
      ? `the run is ${state}${run.message === undefined ? '' : `: ${run.message}`}`
      : `${quoted(first.task)} failed: ${first.message}`,
    { run: run.id, failures: told },
    { Location: where },
  );
};
