import type { Hono } from 'hono';

import { ComparisonError } from '../../comparison/comparison-error.js';
import { comparedBy } from '../../comparison/compared-by.js';
import { compare } from '../../comparison/comparison.js';
import { comparisonData } from '../../comparison/comparison-data.js';
import { aboutOf, runGroups } from '../../comparison/run-groups.js';
import { isSweepKey } from '../../store/batch-key.js';
import type { BatchSummary, History } from '../../store/store.js';
import { UnknownRunError } from '../../store/store-error.js';
import { Problem } from '../problem.js';
import type { Served } from '../served.js';
import type { BatchesAnswer, ComparisonAnswer, WireBatch } from '../wire.js';
import { Query } from './query.js';

const page = 100;
const mostBatches = 1_000;
/** All that is kept of each is read for an answer. */
const mostRuns = 20_000;

/** The routes of what is many runs: batches, and runs compared. */
export const comparisonRoutes = (app: Hono, { stored }: Served): void => {
  app.get('/batches', async (context) => {
    const query = new Query(context.req, 'pipeline', 'most', 'before');
    const [pipeline, before] = [query.one('pipeline'), query.whole('before', 0)];
    const most = Math.min(query.whole('most', 1) ?? page, mostBatches);
    const batches = await stored?.store.history.batches({
      most,
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(before === undefined ? {} : { before }),
    });
    const answer: BatchesAnswer = { batches: batches?.map(wireBatch) ?? [] };
    return context.json(answer);
  });

  app.get('/comparison', async (context) => {
    const query = new Query(context.req, 'run', 'metric', 'best');
    const ids = query.several('run');
    if (ids.length === 0)
      throw new Problem(400, 'wrong-query', '`run` names what is compared: runs, or batches');
    const asked = comparedBy(query.several('metric'), query.oneOf('best', ['max', 'min']));
    if (stored === undefined) throw none(ids[0] ?? '');
    const groups = await refused(async () => {
      await refuseTooMany(stored.store.history, ids);
      return runGroups(stored.store.history, ids);
    });
    const comparison = await refused(() => compare(stored, groups, asked));
    const about = aboutOf(groups.flatMap(({ runs }) => runs));
    const answer: ComparisonAnswer = comparisonData(about, comparison);
    return context.json(answer);
  });
};

const wireBatch = ({ key, ended, ...batch }: BatchSummary): WireBatch => ({
  ...batch,
  ...(ended === undefined ? {} : { ended }),
  isSweep: isSweepKey(key),
});

const none = (id: string): Problem =>
  new Problem(404, 'no-run', `there is no run and no batch \`${id}\``);

const refuseTooMany = async (history: History, ids: readonly string[]): Promise<void> => {
  const batches = await Promise.all(
    ids.map(async (id) => (id === '' ? undefined : (await history.batches({ id, most: 1 }))[0])),
  );
  const count = batches.reduce((sum, batch) => sum + (batch?.runs ?? 1), 0);
  if (count > mostRuns)
    throw new Problem(
      413,
      'too-many-runs',
      `these are ${count} runs, and ${mostRuns} are compared at most: \`mlpipeline compare\` takes more`,
    );
};

const refused = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UnknownRunError) throw new Problem(404, 'no-run', error.message);
    if (error instanceof ComparisonError) throw new Problem(400, 'wrong-query', error.message);
    throw error;
  }
};
