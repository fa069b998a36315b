import { setTimeout as wait } from 'node:timers/promises';

import type { Runner } from '../../lib/runners/runner.js';

const slow: Runner = {
  name: 'Slow',
  version: '1',
  run: async ({ x }, { params, signal, log }) => {
    log(`${process.pid}`);
    await wait(Number(params['ms'] ?? 0), undefined, { signal });
    return { y: x };
  },
};

const broken: Runner = {
  name: 'Broken',
  version: '1',
  run: () => {
    throw Object.assign(new RangeError('it broke', { cause: new Error('a cable') }), {
      code: 'E7',
      retryAfter: Infinity,
    });
  },
};

export default [slow, broken];
