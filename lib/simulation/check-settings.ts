import { Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Graph } from '../graph/graph.js';
import { durationProblem } from './duration.js';
import { chancesOf, conditionalsOf, mappedOf, repeatedOf } from './guesses.js';
import { type Place, placesOf } from './places.js';
import type { SimulateOptions } from './simulate-options.js';

/** What is wrong with the settings of a simulation: all of it, a sentence each. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** All that is wrong with the settings of a simulation, a sentence each. */
export const settingsProblems = (graph: Graph, options: SimulateOptions): readonly string[] => {
  const { durations, failureRates = {}, resources = {} } = options;
  const { chances = {}, lengths = {}, rounds = {} } = options;
  const places = placesOf(graph);
  const tasks = places.flatMap(({ name, isWork }) => (isWork ? [name] : []));
  return [
    ...numberProblems(options),
    ...unknownNames('task', Object.keys(durations), tasks),
    ...Object.entries(durations).flatMap(([name, duration]) =>
      said(`the duration of ${quoted(name)}`, durationProblem(duration)),
    ),
    ...(options.defaultDuration === undefined
      ? []
      : said('the default duration', durationProblem(options.defaultDuration))),
    ...missingDurations(graph, places, options),
    ...unknownNames('task', Object.keys(failureRates), tasks),
    ...Object.entries(failureRates).flatMap(([name, rate]) =>
      rate >= 0 && rate <= 1
        ? []
        : [`the failure rate of ${quoted(name)} must be a number from 0 to 1, not ${rate}`],
    ),
    ...unknownNames(
      'conditional task',
      Object.keys(chances),
      conditionalsOf(graph).map(({ path }) => path),
    ),
    ...Object.entries(chances).flatMap(([name, chance]) =>
      chance >= 0 && chance <= 1
        ? []
        : [`the chance of ${quoted(name)} must be a number from 0 to 1, not ${chance}`],
    ),
    ...contradictions(graph, chances),
    ...unknownNames('mapped task', Object.keys(lengths), [...mappedOf(graph).keys()]),
    ...Object.entries(lengths).flatMap(([name, length]) =>
      (typeof length === 'number' ? [length] : length.samples).flatMap((one) =>
        one > mostElements
          ? [
              `the length of ${quoted(name)} must be at most ${mostElements.toLocaleString('en')}, not ${one}: each element is simulated`,
            ]
          : whole(`lengths.${name}`, one, 0),
      ),
    ),
    ...unknownNames('repeated task', Object.keys(rounds), repeatedOf(graph)),
    ...Object.entries(rounds).flatMap(([name, count]) => whole(`rounds.${name}`, count)),
    ...unknownNames('resource', Object.keys(resources), [...graph.resources.keys()]),
    ...Object.entries(resources).flatMap(([name, count]) => countProblems(graph, name, count)),
  ];
};

const numberProblems = ({
  concurrency,
  items,
  eachConcurrency,
  seed,
}: SimulateOptions): readonly string[] => [
  ...(concurrency === undefined || concurrency === Infinity
    ? []
    : whole('concurrency', concurrency)),
  ...(items === undefined ? [] : whole('items', items)),
  ...(eachConcurrency === undefined ? [] : whole('eachConcurrency', eachConcurrency)),
  ...(seed === undefined ? [] : whole('seed', seed, 0)),
];

/** A simulation holds what it knows of each: a million take minutes and gigabytes. */
const mostElements = 1_000_000;

const whole = (name: string, value: number, least = 1): readonly string[] =>
  Number.isSafeInteger(value) && value >= least
    ? []
    : [`\`${name}\` must be a whole number, ${least} or more, not ${value}`];

const said = (what: string, problem: string | undefined): readonly string[] =>
  problem === undefined ? [] : [`${what} ${problem}`];

const missingDurations = (
  graph: Graph,
  places: readonly Place[],
  { durations, defaultDuration, chances }: SimulateOptions,
): readonly string[] => {
  if (defaultDuration !== undefined) return [];
  // A record has no time of what was always omitted, and none is needed.
  const chanceOf = chancesOf(graph, chances);
  const missing = places
    .filter(
      ({ name, isWork, component }) =>
        isWork && !component.pruned && !Object.hasOwn(durations, name) && chanceOf.get(name) !== 0,
    )
    .map(({ name }) => name);
  if (missing.length === 0) return [];
  return [
    `no duration is given for ${listed(missing, 'and', 5, quoted)}: name ${missing.length === 1 ? 'it' : 'them'}, or give a default`,
  ];
};

const unknownNames = (
  what: string,
  names: readonly string[],
  known: readonly string[],
): readonly string[] => {
  const all = new Set(known);
  const suggester = new Suggester();
  return names
    .filter((name) => !all.has(name))
    .map(
      (name) =>
        `the pipeline has no ${what} ${quoted(name)}: ${hint(suggester, what, name, known)}`,
    );
};

const hint = (
  suggester: Suggester,
  what: string,
  name: string,
  known: readonly string[],
): string => {
  const [near] = suggester.nearest(name, known);
  if (near !== undefined) return `did you mean ${quoted(near)}?`;
  return known.length > 0 ? `its ${what}s are ${listed(known, 'and', 5, quoted)}` : 'it has none';
};

// One that says the opposite of another holds where that does not.
const contradictions = (
  graph: Graph,
  chances: NonNullable<SimulateOptions['chances']>,
): readonly string[] => {
  const first = new Map<string, readonly [path: string, chance: number]>();
  return conditionalsOf(graph).flatMap(({ path, key, isNegated }) => {
    const given = Object.hasOwn(chances, path) ? chances[path] : undefined;
    if (given === undefined) return [];
    const chance = isNegated ? 1 - given : given;
    const [other, known] = first.get(key) ?? [path, chance];
    first.set(key, [other, known]);
    return Math.abs(known - chance) < 1e-9
      ? []
      : [
          `the chances of ${quoted(other)} and ${quoted(path)} contradict each other: their conditions are the same, or opposites`,
        ];
  });
};

// What can never be had would be waited for without end.
const countProblems = (graph: Graph, name: string, count: number): readonly string[] => {
  if (!graph.resources.has(name)) return [];
  const wrong = whole(`resources.${name}`, count);
  if (wrong.length > 0) return wrong;
  return placesOf(graph).flatMap(({ name: task, component: { resources, pruned } }) =>
    resources
      .filter((one) => !pruned && one.name === name && one.count > count)
      .map((one) => `${quoted(task)} takes ${one.count} of resource ${quoted(name)}, not ${count}`),
  );
};
