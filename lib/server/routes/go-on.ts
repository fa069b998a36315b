import type { Hono } from 'hono';

import { quoted } from '../../diagnostics/wording.js';
import type { StoredRun } from '../kept/stored-run.js';
import { Problem } from '../problem.js';
import type { Runnable } from '../runs/runnable.js';
import { ServedRun } from '../runs/served-run.js';
import type { ServerState } from '../server-state.js';
import type { ServedPipeline } from '../served-pipelines.js';
import { Query } from './query.js';
import { runOptions } from './run-options.js';

/** Of a run that this server does not drive. */
export const notHere = ({ kept: { holder, state } }: StoredRun): Problem =>
  holder === undefined
    ? new Problem(409, 'not-at-work', `the run is ${state}: nothing of it is at work`)
    : new Problem(
        409,
        'held-elsewhere',
        `the run is at work elsewhere: ${quoted(holder.name)} runs it`,
      );

/** How a run is gone on with that failed or was broken off: tasks of it run again, or what is left of it. */
export const goOnRoutes = (app: Hono, served: ServerState): void => {
  const { all, runs, durable } = served;

  const add = async (
    run: ServedRun | StoredRun,
    prepare: (pipeline: ServedPipeline) => Promise<Runnable>,
  ): Promise<ServedRun> => {
    const pipeline = pipelineOf(served, run);
    const giveUp = runs.reserve();
    try {
      const { inputs } = await run.contents();
      const runnable = await prepare(pipeline);
      const { batch } = run.wire;
      return runs.add({
        ...{ pipeline, inputs, runnable, onFailure: 'hold', forget: () => undefined },
        // A run of its own is none of the batch.
        ...(batch === undefined || runnable.id !== run.id ? {} : { batch }),
      });
    } finally {
      giveUp();
    }
  };

  app.post('/runs/:id/restart/:task', async (context) => {
    new Query(context.req);
    const run = await all.meant(context.req.param('id'));
    const task = context.req.param('task');
    if (durable === undefined || (run instanceof ServedRun && run.ended === undefined)) {
      if (run instanceof ServedRun) run.restart(task);
      return context.json(run.wire, 202);
    }
    if (run.state === 'running' && !(run instanceof ServedRun)) throw notHere(run);
    const again = await add(run, (pipeline) =>
      durable.restart(pipeline, run.id, task, runOptions(served, pipeline, 'hold', context.req)),
    );
    context.header('Location', `/runs/${again.id}`);
    return context.json(again.wire, 202);
  });

  app.post('/runs/:id/resume', async (context) => {
    const changed = new Query(context.req, 'changed').oneOf('changed', ['keep', 'rerun']);
    const run = await all.meant(context.req.param('id'));
    if (durable === undefined)
      throw new Problem(
        409,
        'no-store',
        'this server has no store, so its runs cannot be continued',
      );
    if (run.state === 'running' && !(run instanceof ServedRun)) throw notHere(run);
    if (run.ended === undefined && run.state !== 'interrupted')
      throw new Problem(409, 'at-work', `the run is ${run.state}: there is nothing to continue`);
    if (run.state === 'done')
      throw new Problem(409, 'done', 'the run is done: there is nothing to continue');
    const again = await add(run, (pipeline) =>
      durable.resume(pipeline, run.id, changed, runOptions(served, pipeline, 'hold', context.req)),
    );
    context.header('Location', `/runs/${again.id}`);
    return context.json(again.wire, 202);
  });
};

const pipelineOf = ({ pipelines }: ServerState, run: ServedRun | StoredRun): ServedPipeline => {
  if (run instanceof ServedRun) return run.pipeline;
  const found = pipelines.all.find(({ graph }) => graph.name === run.kept.pipeline);
  if (found === undefined)
    throw new Problem(
      409,
      'not-served',
      `the run is of the pipeline ${quoted(run.kept.pipeline)}, which is not served here`,
    );
  return found;
};
