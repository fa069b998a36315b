import * as t from 'io-ts';

import { defineRunner } from '../../../../lib/runners/runner.js';

export const typed = defineRunner({
  name: 'Typed',
  inputs: { x: t.string },
  outputs: { out: t.string },
  run: ({ x }) => ({ out: `typed ${x}` }),
});
