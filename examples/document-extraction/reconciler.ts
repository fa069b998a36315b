import { defineRunner } from './mlpipeline.js';

import { Reading } from './ocr/line.js';
import { reconciled } from './ocr/reconcile.js';

/** Makes one reading of two of the same page. */
export const Reconciler = defineRunner({
  name: 'Reconciler',
  description: 'makes one reading of two of the same page',
  inputs: { first: Reading, second: Reading },
  outputs: { reading: Reading },
  run: ({ first, second }) => ({ reading: reconciled(first, second) }),
});
