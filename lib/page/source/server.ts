import type {
  PipelinesAnswer,
  RunsAnswer,
  StartedAnswer,
  WorkersAnswer,
} from '../../server/wire.js';
import { followRun } from './follow-run.js';
import { ask, Refused, tell, valueUrl } from './request.js';
import type { ServerSource } from './source.js';

const segment = encodeURIComponent;

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
  runs: async (asked, signal) => {
    const query = new URLSearchParams(
      Object.entries(asked).map(([name, value]) => [name, String(value)]),
    ).toString();
    return (await ask<RunsAnswer>(query === '' ? 'runs' : `runs?${query}`, signal)).runs;
  },
  workers: (signal) => ask<WorkersAnswer>('workers', signal),
  start: async (pipeline, inputs) =>
    (await tell<StartedAnswer>(`pipelines/${segment(pipeline)}/runs`, inputs)).id,
  actions: (run) => ({
    cancel: () => tell(`runs/${segment(run)}/cancel`),
    restart: (task) => tell(`runs/${segment(run)}/restart/${segment(task)}`),
    resume: async () => (await tell<StartedAnswer>(`runs/${segment(run)}/resume`)).id,
    valueHref: (name) => valueUrl(run, name),
  }),
  follow: followRun,
};
