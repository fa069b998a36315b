import type {
  BatchesAnswer,
  ComparisonAnswer,
  PipelinesAnswer,
  RunsAnswer,
  StartedAnswer,
  WireRun,
  WorkersAnswer,
} from '../../server/wire.js';
import { followRun } from './follow-run.js';
import { ask, Refused, tell, valueUrl } from './request.js';
import type { ServerSource } from './source.js';

const segment = encodeURIComponent;

const queryOf = (asked: object): string =>
  new URLSearchParams(
    Object.entries(asked).map(([name, value]) => [name, String(value)]),
  ).toString();

export const serverSource: ServerSource = {
  kind: 'server',
  isOpen: async (signal) => {
    try {
      await ask('runs?most=1', signal);
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return false;
      throw error;
    }
  },
  enter: (token) => tell('session', undefined, { authorization: `Bearer ${token}` }),
  pipelines: async (signal) => (await ask<PipelinesAnswer>('pipelines', signal)).pipelines,
  runs: async (asked, signal) => (await ask<RunsAnswer>(`runs?${queryOf(asked)}`, signal)).runs,
  batches: async (asked, signal) =>
    (await ask<BatchesAnswer>(`batches?${queryOf(asked)}`, signal)).batches,
  comparison: (ids, signal) => {
    const query = new URLSearchParams(ids.map((id) => ['run', id]));
    return ask<ComparisonAnswer>(`comparison?${query.toString()}`, signal);
  },
  workers: (signal) => ask<WorkersAnswer>('workers', signal),
  start: async (pipeline, inputs) =>
    (await tell<StartedAnswer>(`pipelines/${segment(pipeline)}/runs`, inputs)).id,
  run: (run, signal) => ask<WireRun>(`runs/${segment(run)}`, signal),
  requests: (run) => ({
    cancel: () => tell(`runs/${segment(run)}/cancel`),
    restart: async (task) =>
      (await tell<StartedAnswer>(`runs/${segment(run)}/restart/${segment(task)}`)).id,
    resume: async (changed) => {
      const query = changed === undefined ? '' : `?changed=${changed}`;
      return (await tell<StartedAnswer>(`runs/${segment(run)}/resume${query}`)).id;
    },
    valueHref: (name) => valueUrl(run, name),
  }),
  follow: followRun,
};
