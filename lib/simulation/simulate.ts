import { each } from '../engine/each/each.js';
import { Run } from '../engine/run/run.js';
import type { Graph } from '../graph/graph.js';
import { chancesOf, defaultChance, guesses, lengthsOf } from './guesses.js';
import { placesOf } from './places.js';
import { settingsProblems, SimulationError } from './check-settings.js';
import type { SimulateOptions } from './simulate-options.js';
import {
  type Behaviours,
  limitedGraph,
  simulatedGraph,
  simulatedInputs,
} from './simulated-graph.js';
import type { SimulatedSettings, Simulation } from './simulation.js';
import { Summary } from './summary.js';
import { Usage } from './usage.js';
import { VirtualClock } from './virtual-clock.js';

/**
 * Runs a pipeline in virtual time, with durations in place of its work, and tells what came of it:
 * the same engine, retries, timeouts, slots and resources as in a run, but no runner is called.
 * The same settings give the same result. Throws a `SimulationError` with all that is wrong with the
 * settings.
 */
export const simulate = (
  { graph }: { readonly graph: Graph },
  options: SimulateOptions,
): Simulation => {
  const problems = settingsProblems(graph, options);
  if (problems.length > 0) throw new SimulationError(problems);
  const clock = new VirtualClock();
  const { concurrency = graph.concurrency, resources = {} } = options;
  const limited = limitedGraph(
    graph,
    concurrency === Infinity ? undefined : concurrency,
    new Map([...graph.resources, ...Object.entries(resources)]),
  );
  const places = placesOf(limited);
  const usage = new Usage(limited, places, () => clock.now());
  const simulated = simulatedGraph(limited, behaviours(limited, options, usage));
  const settings = { ...settingsOf(simulated, options), ...guesses(limited, options) };
  const summary = new Summary(limited, places, settings, usage);
  if (options.items === undefined) runOnce(simulated, options, settings, summary, clock);
  else runEach(simulated, options, settings, summary, clock);
  return summary.simulation();
};

const behaviours = (
  graph: Graph,
  options: SimulateOptions,
  workplace: Behaviours['workplace'],
): Behaviours => {
  const { durations, defaultDuration = 0, failureRates = {}, rounds = {} } = options;
  const times = new Map(Object.entries(durations));
  const rates = new Map(Object.entries(failureRates));
  const repeats = new Map(Object.entries(rounds));
  const chances = chancesOf(graph, options.chances);
  const lengths = lengthsOf(graph, options.lengths);
  return {
    of: (name) => ({
      duration: times.get(name) ?? defaultDuration,
      failureRate: rates.get(name) ?? 0,
      chance: chances.get(name) ?? defaultChance,
      rounds: repeats.get(name) ?? 1,
    }),
    length: (name) => lengths.get(name) ?? 1,
    workplace,
  };
};

// As many as `each` has in flight where nothing is said.
const fewestInFlight = 8;

const settingsOf = (
  { concurrency, resources }: Graph,
  { items, eachConcurrency, seed = 0 }: SimulateOptions,
): SimulatedSettings => ({
  ...(concurrency === undefined ? {} : { concurrency }),
  resources: Object.fromEntries(resources),
  seed,
  ...(items === undefined
    ? {}
    : { items, eachConcurrency: eachConcurrency ?? Math.max(fewestInFlight, concurrency ?? 0) }),
});

const runOnce = (
  graph: Graph,
  { onFailure = 'stop', sinks = [] }: SimulateOptions,
  { seed }: SimulatedSettings,
  summary: Summary,
  clock: VirtualClock,
): void => {
  const account = summary.account();
  new Run(graph, simulatedInputs(graph, seed), {
    id: 'simulation',
    scheduler: clock,
    seed,
    onFailure,
    sinks: [account.sink, ...sinks],
  });
  clock.flush();
  summary.add(account);
};

const runEach = (
  graph: Graph,
  { order = 'arrival' }: SimulateOptions,
  { seed, items = 0, eachConcurrency = fewestInFlight }: SimulatedSettings,
  summary: Summary,
  clock: VirtualClock,
): void => {
  let broken: unknown;
  each(
    { graph },
    {
      id: 'simulation',
      scheduler: clock,
      seed,
      order,
      concurrency: eachConcurrency,
      onFailure: 'emit',
      sinks: () => {
        const account = summary.account();
        return [
          account.sink,
          (event) => {
            if (event.type === 'run-finished') summary.add(account);
          },
        ];
      },
    },
  )(itemsOf(graph, seed, items)).subscribe({
    error: (error: unknown) => {
      broken = error;
    },
  });
  clock.flush();
  if (broken !== undefined) throw broken as Error;
};

function* itemsOf(
  graph: Graph,
  seed: number,
  count: number,
): Generator<Readonly<Record<string, unknown>>> {
  for (let index = 0; index < count; index += 1) yield simulatedInputs(graph, seed, index);
}
