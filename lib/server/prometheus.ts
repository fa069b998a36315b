/** In seconds, as Prometheus wants them. */
const bounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800];

export type Labels = Readonly<Record<string, string>>;

const labelled = (name: string, labels: Labels): string => {
  const all = Object.entries(labels).map(
    ([key, value]) =>
      `${key}="${value.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`,
  );
  return all.length === 0 ? name : `${name}{${all.join(',')}}`;
};

/** What is counted, by labels. */
export class Counter {
  private readonly counts = new Map<string, number>();
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(labels: Labels, by = 1): void {
    const key = labelled(this.name, labels);
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  lines(): readonly string[] {
    return Array.from(this.counts, ([key, count]) => `${key} ${count}`);
  }
}

/** Distribution of durations, in the buckets that Prometheus adds up. */
export class Durations {
  private readonly buckets: Counter;
  private readonly sums: Counter;
  private readonly counts: Counter;

  constructor(name: string) {
    this.buckets = new Counter(`${name}_bucket`);
    this.sums = new Counter(`${name}_sum`);
    this.counts = new Counter(`${name}_count`);
  }

  add(labels: Labels, seconds: number): void {
    for (const bound of bounds)
      this.buckets.add({ ...labels, le: String(bound) }, seconds <= bound ? 1 : 0);
    this.buckets.add({ ...labels, le: '+Inf' });
    this.sums.add(labels, seconds);
    this.counts.add(labels);
  }

  lines(): readonly string[] {
    return [...this.buckets.lines(), ...this.sums.lines(), ...this.counts.lines()];
  }
}

/** Figures of one name, with what is said of them. */
export const block = (
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
  lines: readonly string[],
): string => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
