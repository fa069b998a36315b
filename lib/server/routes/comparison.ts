import type { Hono } from 'hono';

import { ComparisonError } from '../../comparison/comparison-error.js';
import { comparedBy } from '../../comparison/compared-by.js';
import { TooManyRunsError } from '../../comparison/run-groups.js';
import { isSweepKey } from '../../comparison/sweep-key.js';
import { quoted } from '../../diagnostics/wording.js';
import type { BatchSummary } from '../../store/store.js';
import { UnknownRunError } from '../../store/store-error.js';
import { Problem } from '../problem.js';
import type { ServerState } from '../server-state.js';
import type { BatchesAnswer, WireBatch } from '../wire.js';
import { Query } from './query.js';

const page = 100;
const mostBatches = 1_000;

/** The routes of what is many runs: batches, and runs compared. */
export const comparisonRoutes = (app: Hono, { stored, comparisons }: ServerState): void => {
  app.get('/batches', async (context) => {
    const query = new Query(context.req, 'pipeline', 'most', 'before', 'after');
    const [pipeline, before] = [query.one('pipeline'), query.whole('before', 0)];
    const after = query.one('after');
    const most = Math.min(query.whole('most', 1) ?? page, mostBatches);
    const batches = await stored?.store.history.batches({
      most,
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { behind: await lastTold(stored, after) }),
    });
    const answer: BatchesAnswer = { batches: batches?.map(wireBatch) ?? [] };
    return context.json(answer);
  });

  app.get('/comparison', async (context) => {
    const query = new Query(context.req, 'run', 'metric', 'best');
    const ids = query.several('run');
    if (ids.length === 0)
      throw new Problem(400, 'wrong-query', '`run` must name runs or batches to compare');
    const asked = comparedBy(query.several('metric'), query.oneOf('best', ['max', 'min']));
    if (comparisons === undefined) throw none(ids[0] ?? '');
    const text = await refused(() => comparisons.of(ids, asked));
    return context.body(text, 200, { 'Content-Type': 'application/json' });
  });
};

const lastTold = async (stored: ServerState['stored'], id: string): Promise<BatchSummary> => {
  const [found] = (await stored?.store.history.batches({ id, most: 1 })) ?? [];
  if (found?.id !== id)
    throw new Problem(
      400,
      'wrong-query',
      `there is no batch ${quoted(id)} to continue the list after`,
    );
  return found;
};

const wireBatch = ({ key, ended, ...batch }: BatchSummary): WireBatch => ({
  ...batch,
  ...(ended === undefined ? {} : { ended }),
  isSweep: isSweepKey(key),
});

const none = (id: string): Problem =>
  new Problem(404, 'no-run', `there is no run and no batch ${quoted(id)}`);

const refused = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnknownRunError) throw new Problem(404, 'no-run', error.message);
    if (error instanceof TooManyRunsError)
      throw new Problem(
        413,
        'too-many-runs',
        `${error.message}: \`mlpipeline compare\` takes more`,
      );
    if (error instanceof ComparisonError) throw new Problem(400, 'wrong-query', error.message);
    throw error;
  }
};
