import type { Graph } from '../graph/graph.js';
import { ownTime } from './own-time.js';
import { chainOf } from './chain.js';
import { criticalPath } from './critical-path.js';
import { pathOf, type Place } from './places.js';
import { RunAccount, type TaskOutcome } from './run-account.js';
import type {
  Limit,
  SimulatedChain,
  SimulatedSettings,
  SimulatedStream,
  SimulatedTask,
  Simulation,
} from './simulation.js';
import type { Usage } from './usage.js';

/** Adds up the runs of a simulation: of many items no more is kept than sums and how long each took. */
export class Summary {
  private readonly places: readonly Place[];
  private readonly indexes: ReadonlyMap<string, number>;
  private readonly graph: Graph;
  private readonly settings: SimulatedSettings;
  private readonly usage: Usage;
  private readonly sums: Sums[];
  private readonly latencies: number[] = [];
  private outcome: Simulation['outcome'] = 'done';
  private failed = 0;
  private end = 0;
  private paths = 0;
  private chain: SimulatedChain | undefined;

  constructor(graph: Graph, places: readonly Place[], settings: SimulatedSettings, usage: Usage) {
    this.places = places;
    this.graph = graph;
    this.settings = settings;
    this.usage = usage;
    this.indexes = new Map(places.map(({ path }, index) => [path, index]));
    this.sums = places.map(() => ({
      attempts: 0,
      runs: 0,
      timeouts: 0,
      failures: 0,
      repeats: 0,
      own: 0,
      waited: 0,
      slack: 0,
      critical: 0,
      outcomes: { finished: 0, failed: 0, skipped: 0, omitted: 0, cancelled: 0 },
    }));
  }

  /** An account for a run that is about to start. */
  account(): RunAccount {
    const { concurrency = Infinity } = this.settings;
    return new RunAccount((task) => this.usage.lacking(pathOf(task), concurrency));
  }

  /** Adds a run that has ended. */
  add(account: RunAccount): void {
    const { tasks, started, ended, outcome } = account;
    const { components } = this.graph;
    const own = components.map((component) => ownTime(component, component.name, tasks));
    const { duration, slack } = criticalPath(this.graph, own);
    this.paths += duration;
    if (this.settings.items === undefined) this.chain = chainOf(this.graph, tasks);
    this.latencies.push(ended - started);
    this.end = Math.max(this.end, ended);
    if (outcome !== 'done') {
      this.failed += 1;
      this.outcome =
        outcome === 'timeout' && this.settings.items === undefined ? 'timeout' : 'failed';
    }
    components.forEach(({ name }, index) => {
      const sum = this.sums[index];
      if (sum === undefined || (tasks.get(name)?.attempts ?? 0) === 0) return;
      sum.own += own[index] ?? 0;
      sum.slack += slack[index] ?? 0;
      if (slack[index] === 0) sum.critical += 1;
    });
    for (const [name, task] of tasks) {
      const index = this.indexes.get(pathOf(name)) ?? -1;
      const sum = this.sums[index];
      if (sum === undefined) continue;
      if (task.outcome !== undefined) sum.outcomes[task.outcome] += 1;
      if (task.attempts === 0) continue;
      sum.runs += 1;
      sum.attempts += task.attempts;
      // What fails within a task is counted there.
      if (this.places[index]?.isWork === true) {
        sum.timeouts += task.timeouts;
        sum.failures += task.failures;
      }
      sum.repeats += task.repeats;
      if (this.places[index]?.isInner === true) sum.own += task.own;
      sum.waited += task.waited;
    }
  }

  simulation(): Simulation {
    const { graph, settings, usage, end } = this;
    const runs = this.latencies.length;
    const work = usage.tasks.reduce((sum, one) => sum + one, 0);
    const means = graph.components.map((_, index) => (this.sums[index]?.own ?? 0) / runs);
    const { path } = criticalPath(graph, means);
    return {
      pipeline: graph.name,
      settings,
      outcome: this.outcome,
      makespan: end,
      work,
      atWork: { mean: part(work, end), peak: usage.atWork.peak },
      criticalPath: {
        duration: this.paths / runs,
        tasks: path.map((index) => graph.components[index]?.name ?? ''),
      },
      ...(this.chain === undefined ? {} : { chain: this.chain }),
      limits: this.limits(runs, work, path, means),
      slots: settings.concurrency === undefined ? [] : usage.slots,
      resources: Array.from(usage.resources, ([name, { count, taken, busy }]) => ({
        name,
        count,
        peak: taken.peak,
        busy,
        share: part(busy, count * end),
      })),
      tasks: this.tasks(),
      ...(settings.items === undefined ? {} : { stream: this.stream() }),
    };
  }

  private limits(
    runs: number,
    work: number,
    path: readonly number[],
    means: readonly number[],
  ): Limit[] {
    const { settings, usage } = this;
    const { items, eachConcurrency = 1, concurrency } = settings;
    const inFlight = items === undefined ? 1 : Math.min(items, eachConcurrency);
    const busy = Array.from(usage.tasks);
    const all: Limit[] = [
      {
        kind: items === undefined ? 'critical-path' : 'items',
        count: inFlight,
        least: this.paths / runs / inFlight,
        most: this.most(means.map((time, index) => (path.includes(index) ? time : 0))),
      },
      ...(concurrency === undefined
        ? []
        : [
            {
              kind: 'slots' as const,
              count: concurrency,
              least: work / runs / concurrency,
              most: this.most(busy),
            },
          ]),
      ...Array.from(usage.resources, ([name, resource]) => ({
        kind: 'resource' as const,
        resource: name,
        count: resource.count,
        least: resource.busy / runs / resource.count,
        most: this.most(
          busy.map((time, index) => {
            const claims = this.places[index]?.component.resources ?? [];
            return time * (claims.find((one) => one.name === name)?.count ?? 0);
          }),
        ),
      })),
    ];
    return all.sort((a, b) => b.least - a.least);
  }

  private most(parts: readonly number[]): Limit['most'] {
    const all = parts.reduce((sum, one) => sum + one, 0);
    if (all === 0) return undefined;
    const index = parts.reduce((best, one, at) => (one > (parts[best] ?? 0) ? at : best), 0);
    return {
      task: this.places[index]?.name ?? '',
      share: (parts[index] ?? 0) / all,
    };
  }

  private tasks(): SimulatedTask[] {
    return inTree(this.places).flatMap((index) => {
      const place = this.places[index];
      if (place === undefined || place.component.pruned) return [];
      const { runs, own, slack, critical, outcomes, ...sums } = this.sums[index] as Sums;
      const { attempts, timeouts, failures, repeats, waited } = sums;
      return [
        {
          name: place.path,
          attempts,
          retries: attempts - runs - repeats,
          timeouts,
          failures,
          ...outcomes,
          ...(repeats > 0 ? { repeats } : {}),
          busy: this.usage.tasks[index] ?? 0,
          waited,
          duration: part(own, runs),
          ...(place.isInner ? {} : { slack: part(slack, runs), critical: part(critical, runs) }),
        },
      ];
    });
  }

  private stream(): SimulatedStream {
    const { latencies, failed, end } = this;
    const sorted = Float64Array.from(latencies).sort();
    const all = sorted.reduce((sum, one) => sum + one, 0);
    const at = (fraction: number): number =>
      sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? 0;
    return {
      done: latencies.length - failed,
      failed,
      throughput: part(latencies.length, end / 1000),
      latency: {
        mean: part(all, latencies.length),
        median: at(0.5),
        p95: at(0.95),
        longest: at(1),
      },
      inFlight: part(all, end),
    };
  }
}

// As declared, each followed by what is within it.
const inTree = (places: readonly Place[]): readonly number[] => {
  const below = new Map<string, number[]>();
  places.forEach(({ path, isInner }, index) => {
    const parent = isInner
      ? path.slice(0, Math.max(path.lastIndexOf('/'), path.indexOf('[]')))
      : '';
    const known = below.get(parent);
    if (known === undefined) below.set(parent, [index]);
    else known.push(index);
  });
  const walk = (parent: string): readonly number[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => declaredAt(places[a]) - declaredAt(places[b]))
      .flatMap((index) => [index, ...walk(places[index]?.path ?? '')]);
  return walk('');
};

const declaredAt = (place: Place | undefined): number => place?.component.declared ?? 0;

interface Sums {
  attempts: number;
  /** In which it has started. */
  runs: number;
  timeouts: number;
  failures: number;
  repeats: number;
  own: number;
  waited: number;
  slack: number;
  critical: number;
  readonly outcomes: Record<TaskOutcome, number>;
}

const part = (some: number, all: number): number => (all === 0 ? 0 : some / all);
