import * as t from 'io-ts';

import { defineRunner, duration, withDefault } from '../../../lib/index.js';

// What `mlpipeline runners` has to show.
export const Bare = () => ({});

export const classify = defineRunner({
  name: 'Classify',
  description:
    'sorts pages into kinds, in a way that is told in a sentence which is longer than a terminal is wide',
  inputs: {
    pages: t.array(
      t.intersection([t.type({ lines: t.array(t.string) }), t.partial({ note: t.string })]),
    ),
    language: t.union([t.string, t.undefined]),
  },
  outputs: { kinds: t.array(t.keyof({ letter: null, receipt: null })) },
  params: t.intersection([
    t.type({
      sure: withDefault(t.number, 0.5),
      model: t.string,
      wait: withDefault(duration, 1000, '1s'),
    }),
    t.partial({ what_is_done_with_all_other_pages: t.keyof({ drop: null, keep: null }) }),
  ]),
  run: ({ pages }) => ({ kinds: pages.map(() => 'letter') }),
});

export const weighted = defineRunner({
  name: 'Weighted',
  inputs: {},
  outputs: {},
  params: t.record(t.string, t.number),
  run: () => ({}),
});
