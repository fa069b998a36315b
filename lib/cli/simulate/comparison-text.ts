import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { shorten } from '../../diagnostics/wording.js';
import type { Simulation } from '../../simulation/simulation.js';
import type { Setting } from './simulate-flags.js';
import { limitName } from './simulation-text.js';
import { percent, rate, span } from './units-text.js';
import { table } from '../text/table.js';

/** A setting, and what is predicted for it. */
export interface Compared {
  readonly setting: Setting;
  readonly simulation: Simulation;
}

/** What differs this little is as good. */
const asGood = 0.05;

/** What is predicted for several settings, side by side, and where more stops helping. */
export const comparisonText = (all: readonly Compared[], paint: Paint): string => {
  const [first] = all;
  if (first === undefined) return '';
  const { pipeline, stream, settings } = first.simulation;
  const heads = [...first.setting.varied.keys()];
  const rows = all.map(({ setting, simulation }) => {
    const { makespan, atWork, limits } = simulation;
    return [
      ...heads.map((head) => setting.varied.get(head) ?? ''),
      simulation.stream === undefined ? span(makespan) : rate(simulation.stream.throughput),
      makespan === 0 ? '' : `× ${(first.simulation.makespan / makespan).toFixed(2)}`,
      ...(simulation.stream === undefined ? [] : [span(simulation.stream.latency.mean)]),
      String(atWork.peak),
      simulation.stream === undefined
        ? heldUp(simulation)
        : limits.slice(0, 1).map(limitName).join(),
      trouble(simulation),
    ];
  });
  const lines = table(
    [
      ...heads.map((head) => ({ head: shorten(head, 16), isRight: true })),
      { head: stream === undefined ? 'makespan' : 'throughput', isRight: true },
      { head: 'gain', isRight: true },
      ...(stream === undefined ? [] : [{ head: 'of an item', isRight: true }]),
      { head: 'peak', isRight: true },
      { head: stream === undefined ? 'held up by' : 'limited by' },
      { head: '' },
    ],
    rows,
    paint,
  );
  return [
    `${shorten(visible(pipeline))}, simulated${settings.items === undefined ? '' : ` for ${settings.items} items`}, seed ${settings.seed}\n`,
    ...lines,
    `\n${enough(all)}\n`,
  ].join('\n');
};

// Of many items a few may fail: that is not the failure of all.
const trouble = ({ outcome, stream }: Simulation): string => {
  if (stream !== undefined) return stream.failed > 0 ? `${stream.failed} failed` : '';
  return outcome === 'done' ? '' : outcome;
};

const heldUp = ({ chain }: Simulation): string => {
  const [first] = chain?.waits ?? [];
  return first === undefined
    ? 'nothing'
    : `${shorten(first.resource ?? 'slots', 16)} for ${span(first.time)}`;
};

// Of all that are about as good as the best, the one that takes least.
const enough = (all: readonly Compared[]): string => {
  const done = all.filter(({ simulation }) => simulation.outcome !== 'timeout');
  const cost = ({ setting }: Compared): number =>
    [...setting.varied.values()].reduce(
      (sum, one) => sum + (one === 'none' ? Number.MAX_SAFE_INTEGER : Number(one)),
      0,
    );
  const best = Math.min(...done.map(({ simulation }) => simulation.makespan));
  const [least] = done
    .filter(({ simulation }) => simulation.makespan <= best * (1 + asGood))
    .sort((a, b) => cost(a) - cost(b));
  if (least === undefined) return 'the time of the run is up in all of them';
  const said = Array.from(least.setting.varied, ([name, count]) => `${name} ${count}`).join(', ');
  return `within ${percent(asGood)} of the best with the least: ${said}`;
};
