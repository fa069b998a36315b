import * as t from 'io-ts';
import { map, of } from 'rxjs';

import { busyFor } from './busy-for.js';
import { durationRange, within } from '../codecs/duration-range.js';
import { FinalError } from '../final-error.js';
import { wholeNumber } from '../codecs/bounded-numbers.js';
import { passedOn } from './pass-through.js';
import { defineRunner } from '../runner.js';
import { withDefault } from '../codecs/with-default.js';

export const fail = defineRunner({
  name: 'Fail',
  description: 'fails: always, or at its first attempts and then returns its inputs as its outputs',
  params: t.intersection([
    t.partial({ attempts: wholeNumber(0), after: durationRange }),
    t.type({
      message: withDefault(t.string, 'it is configured to fail'),
      final: withDefault(t.boolean, false),
    }),
  ]),
  run: (inputs, context) => {
    const { attempt, outputs, params, random } = context;
    const { attempts = Infinity, after, message, final } = params;
    const waited = after === undefined ? of(undefined) : busyFor(within(after, random), context);
    return waited.pipe(
      map(() => {
        if (attempt > attempts) return passedOn(inputs, outputs);
        throw final ? new FinalError(message) : new Error(message);
      }),
    );
  },
});
