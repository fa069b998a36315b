import * as t from 'io-ts';
import { map } from 'rxjs';

import { busyFor } from './busy-for.js';
import { durationRange, within } from '../codecs/duration-range.js';
import { passedOn } from './pass-through.js';
import { defineRunner } from '../runner.js';

export const delay = defineRunner({
  name: 'Delay',
  description: 'returns its inputs as its outputs, unchanged, after a time that may be random',
  params: t.type({ for: durationRange }),
  run: (inputs, context) => {
    const { outputs, params, random } = context;
    return busyFor(within(params.for, random), context).pipe(map(() => passedOn(inputs, outputs)));
  },
});
