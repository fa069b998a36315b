import type { Graph } from '../graph/graph.js';
import { Heap } from './heap.js';
import type { Place } from './places.js';
import type { Workplace } from './simulated-graph.js';

/** What was taken up while attempts were at work; times in milliseconds. */
export class Usage implements Workplace {
  /** Of each place, counted from the first that is free. */
  readonly slots: number[] = [];
  /** Of each place. */
  readonly tasks: Float64Array;
  readonly resources: ReadonlyMap<string, ResourceUsage>;
  readonly atWork = new Level();
  private readonly now: () => number;
  private readonly indexes: ReadonlyMap<string, number>;
  private readonly places: readonly Place[];
  private readonly free = new Heap<number>((a, b) => a < b);
  private readonly work: { component: number; since: number }[] = [];

  constructor({ resources }: Graph, places: readonly Place[], now: () => number) {
    this.now = now;
    this.places = places;
    this.indexes = new Map(places.map(({ path }, index) => [path, index]));
    this.tasks = new Float64Array(places.length);
    this.resources = new Map(
      Array.from(resources, ([name, count]) => [name, { count, taken: new Level(), busy: 0 }]),
    );
  }

  start(path: string): number {
    const component = this.indexes.get(path) ?? 0;
    const since = this.now();
    const place = this.free.take() ?? this.slots.push(0) - 1;
    this.work[place] = { component, since };
    this.atWork.change(1, since);
    this.claim(component, (resource, count) => {
      resource.taken.change(count, since);
    });
    return place;
  }

  end(place: number): void {
    const now = this.now();
    const { component, since } = this.work[place] ?? { component: 0, since: now };
    const time = now - since;
    this.slots[place] = (this.slots[place] ?? 0) + time;
    this.tasks[component] = (this.tasks[component] ?? 0) + time;
    this.atWork.change(-1, now);
    this.claim(component, (resource, count) => {
      resource.taken.change(-count, now);
      resource.busy += count * time;
    });
    this.free.add(place);
  }

  /** The resource that kept a task from being at work until just now; none where slots did. */
  lacking(path: string, slots: number): string | undefined {
    const claims = this.places[this.indexes.get(path) ?? -1]?.component.resources ?? [];
    const now = this.now();
    if (this.atWork.before(now) >= slots) return undefined;
    const lacking = claims.find(({ name, count }) => {
      const resource = this.resources.get(name);
      return resource !== undefined && resource.taken.before(now) + count > resource.count;
    });
    // Where all is there, those that came before it have a claim on it.
    return (lacking ?? claims[0])?.name;
  }

  private claim(component: number, each: (resource: ResourceUsage, count: number) => void): void {
    for (const { name, count } of this.places[component]?.component.resources ?? []) {
      const resource = this.resources.get(name);
      if (resource !== undefined) each(resource, count);
    }
  }
}

export interface ResourceUsage {
  /** How much there is of it. */
  readonly count: number;
  readonly taken: Level;
  /** Each unit of it counted. */
  busy: number;
}

/** A number that changes over time, and the most that it was for longer than an instant. */
export class Level {
  private value = 0;
  private since = 0;
  private most = 0;
  private last = 0;

  /** What it was up to now. */
  before(now: number): number {
    return now > this.since ? this.value : this.last;
  }

  get peak(): number {
    return this.most;
  }

  change(by: number, now: number): void {
    // What ends and what follows it do so at the same time, one after the other.
    if (now > this.since) {
      this.most = Math.max(this.most, this.value);
      this.last = this.value;
      this.since = now;
    }
    this.value += by;
  }
}
