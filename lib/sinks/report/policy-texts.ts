import { longText } from '../../diagnostics/wording.js';
import type { JsonComponent } from '../../drawing/json-graph.js';

/** How a component is run, in words, where that is not just once: each with what it is called. */
export const policyTexts = (
  { when, map, repeat, fallback, hedge, batch, onFailure }: JsonComponent,
  isElement: boolean,
): readonly (readonly [name: string, text: string])[] => [
  ...(when === undefined || isElement ? [] : [['Runs only where', when] as const]),
  ...(map === undefined || isElement
    ? []
    : [
        [
          'For each',
          [
            map.over.join(', '),
            ...(map.concurrency === undefined ? [] : [`at most ${map.concurrency} at once`]),
            ...(map.onFailure === 'omit' ? ['where one fails it is null'] : []),
          ].join('; '),
        ] as const,
      ]),
  ...(repeat === undefined
    ? []
    : [['Repeated until', `${repeat.until}; at most ${repeat.atMost} rounds`] as const]),
  ...(batch === undefined
    ? []
    : [['In batches', `of ${batch.size} at most, within ${longText(batch.wait)}`] as const]),
  ...(hedge === undefined ? [] : [['A second attempt', `after ${longText(hedge)}`] as const]),
  ...(fallback === undefined ? [] : [['Falls back to', fallback.join(', ')] as const]),
  ...(onFailure === undefined || isElement
    ? []
    : [['Where it fails', 'its outputs are absent, and the run continues'] as const]),
];
