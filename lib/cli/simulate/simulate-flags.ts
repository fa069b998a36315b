import { quoted } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import { settingsProblems } from '../../simulation/check-settings.js';
import { conditionalsOf, mappedOf } from '../../simulation/guesses.js';
import type { SimulateOptions } from '../../simulation/simulate-options.js';
import { UsageError } from '../exit/usage-error.js';
import type { RunnerOptions } from '../files/load-pipeline.js';
import { whole } from '../flags/run-flags.js';
import type { GivenDurations } from './given-durations.js';

/** The flags of `mlpipeline simulate`, as they are written. */
export interface SimulateCommandOptions extends RunnerOptions {
  readonly durations: readonly string[];
  readonly concurrency?: string;
  readonly resources: readonly string[];
  readonly failureRate: readonly string[];
  readonly chance: readonly string[];
  readonly length: readonly string[];
  readonly rounds: readonly string[];
  readonly onFailure: 'stop' | 'continue';
  readonly items?: string;
  readonly eachConcurrency?: string;
  readonly order: 'arrival' | 'completion';
  readonly seed?: string;
  readonly report?: string;
  readonly format: 'text' | 'json';
  readonly all: boolean;
}

/** One of the settings that are compared. */
export interface Setting {
  readonly options: SimulateOptions;
  /** What differs among the settings, in the words of the flags, by the heads of a table's columns. */
  readonly varied: ReadonlyMap<string, string>;
}

/**
 * What the flags ask for: one setting, or with lists in them every combination of their values.
 * Throws a `UsageError` with all that is wrong.
 */
export const settingsOf = (
  graph: Graph,
  given: GivenDurations,
  flags: SimulateCommandOptions,
): readonly Setting[] => {
  const reader = new Reader();
  const concurrency = reader.counts('--concurrency', flags.concurrency, true);
  const eachConcurrency = reader.counts('--each-concurrency', flags.eachConcurrency);
  const items = reader.try(() =>
    flags.items === undefined ? undefined : whole('--items', flags.items, 1),
  );
  if (flags.items === undefined && flags.eachConcurrency !== undefined)
    reader.problems.push('`--each-concurrency` needs `--items`');
  const seed = reader.try(() =>
    flags.seed === undefined ? undefined : whole('--seed', flags.seed, 0),
  );
  const resources = Array.from(
    reader.pairs('--resources', 'gpu=2', flags.resources),
    ([name, text]) => ({
      name,
      counts: reader.counts(`--resources ${name}=`, text) ?? [graph.resources.get(name) ?? 1],
    }),
  );
  const failureRates = Object.fromEntries(
    Array.from(reader.pairs('--failure-rate', 'ocr=0.05', flags.failureRate), ([name, text]) => [
      name,
      reader.rate('--failure-rate', name, text),
    ]),
  );
  const { recorded } = given;
  const conditions = new Map(conditionalsOf(graph).map(({ path, key }) => [path, key]));
  const chances = Object.fromEntries(
    Array.from(reader.pairs('--chance', 'careful=0.3', flags.chance), ([name, text]) => [
      name,
      reader.rate('--chance', name, text),
    ]),
  );
  const counted = (option: string, example: string, all: readonly string[], least: number) =>
    Object.fromEntries(
      Array.from(reader.pairs(option, example, all), ([name, text]) => [
        name,
        reader.try(() => whole(`${option} ${name}=`, text, least)) ?? least,
      ]),
    );
  const lengths = counted('--length', 'read=20', flags.length, 0);
  const rounds = counted('--rounds', 'draft=3', flags.rounds, 1);
  const fixed: SimulateOptions = {
    durations: Object.fromEntries(given.durations),
    failureRates,
    chances: recordedBut(conditions, recorded.chances, chances),
    lengths: recordedBut(mappedOf(graph), recorded.lengths, lengths),
    rounds: { ...recorded.rounds, ...rounds },
    onFailure: flags.onFailure,
    order: flags.order,
    ...(given.otherwise === undefined ? {} : { defaultDuration: given.otherwise }),
    ...(items === undefined ? {} : { items }),
    ...(seed === undefined ? {} : { seed }),
  };
  let settings: readonly Setting[] = [{ options: fixed, varied: new Map() }];
  const vary = (
    head: string,
    counts: readonly number[],
    change: (options: SimulateOptions, count: number) => SimulateOptions,
  ): void => {
    settings = settings.flatMap(({ options, varied }) =>
      counts.map((count) => ({
        options: change(options, count),
        varied:
          counts.length === 1
            ? varied
            : new Map([...varied, [head, count === Infinity ? 'none' : String(count)]]),
      })),
    );
  };
  if (concurrency !== undefined)
    vary('concurrency', concurrency, (options, count) => ({ ...options, concurrency: count }));
  if (eachConcurrency !== undefined)
    vary('in flight', eachConcurrency, (options, count) => ({
      ...options,
      eachConcurrency: count,
    }));
  for (const { name, counts } of resources)
    vary(name, counts, (options, count) => ({
      ...options,
      resources: { ...options.resources, [name]: count },
    }));
  for (const { options } of settings) reader.problems.push(...settingsProblems(graph, options));
  const problems = [...new Set(reader.problems)];
  if (problems.length > 0) throw new UsageError(problems.join('\n  '));
  return settings;
};

// What is given for one counts for those too that say the same, the opposite, or map over the same list.
const recordedBut = <T>(
  keys: ReadonlyMap<string, string>,
  recorded: Readonly<Record<string, T>>,
  given: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> => {
  const said = new Set(Object.keys(given).map((path) => keys.get(path)));
  return {
    ...Object.fromEntries(Object.entries(recorded).filter(([path]) => !said.has(keys.get(path)))),
    ...given,
  };
};

class Reader {
  readonly problems: string[] = [];

  try<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.problems.push(error.message);
      return undefined;
    }
  }

  /** `1,2,4`, each once. */
  counts(option: string, text: string | undefined, isNone = false): readonly number[] | undefined {
    if (text === undefined) return undefined;
    const read = text
      .split(',')
      .map((one) =>
        isNone && one.trim() === 'none' ? Infinity : this.try(() => whole(option, one, 1)),
      );
    // Where all are wrong, there is still more to check.
    const counts = [...new Set(read.filter((one) => one !== undefined))];
    return counts.length > 0 ? counts : undefined;
  }

  rate(option: string, name: string, text: string): number {
    const value = text.trim() === '' ? NaN : Number(text);
    if (value >= 0 && value <= 1) return value;
    this.problems.push(`\`${option} ${name}=\` takes a number from 0 to 1, not ${quoted(text)}`);
    return 0;
  }

  /** `name=value`, each name once. */
  pairs(option: string, example: string, all: readonly string[]): ReadonlyMap<string, string> {
    const pairs = new Map<string, string>();
    for (const one of all) {
      const equals = one.indexOf('=');
      const name = one.slice(0, Math.max(0, equals));
      if (equals < 1)
        this.problems.push(
          `\`${option}\` takes \`name=value\` such as \`${example}\`, not ${quoted(one)}`,
        );
      else if (pairs.has(name)) this.problems.push(`\`${option}\` has ${quoted(name)} twice`);
      else pairs.set(name, one.slice(equals + 1));
    }
    return pairs;
  }
}
