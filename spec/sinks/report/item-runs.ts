import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import { ofItem, type RecordedEvent, recorded } from '../../../lib/sinks/record/recorded-event.js';
import { graphOf, taking, virtualTime, Watched } from '../../engine/rig.js';

export type Items = Readonly<Record<string, 'fails' | 'works'>>;

/** A run for each item, one after the other: `read` fails for those that are to. */
export const itemRuns = (items: Items, options: RunOptions = {}): readonly RecordedEvent[] => {
  const scheduler = virtualTime();
  return Object.entries(items).flatMap(([item, how]) => {
    const graph = graphOf({
      read: {
        run: taking(how === 'fails' ? 5 : 10, scheduler, () => {
          if (how === 'fails') throw new Error(`${item} is torn`);
          return { out: item };
        }),
      },
      print: { inputs: ['read.out'] },
    });
    const { events } = new Watched(graph, {
      ...{ onFailure: 'continue', scheduler, id: item },
      ...options,
    }).flush();
    return events.map((event) => ofItem(recorded(event), item));
  });
};
