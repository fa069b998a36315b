import type { Runner } from './runner.js';

/** Runners by name: a value, which pipelines are loaded with. */
export class Registry {
  private readonly runners: ReadonlyMap<string, Runner>;
  /** Gives a runner for a name that is not listed; `undefined` for none. */
  private readonly otherwise: (name: string) => Runner | undefined;

  constructor(
    runners: Iterable<Runner> = [],
    otherwise: (name: string) => Runner | undefined = () => undefined,
  ) {
    this.runners = new Map(Array.from(runners, (runner) => [runner.name, runner]));
    this.otherwise = otherwise;
  }

  get(name: string): Runner | undefined {
    return this.runners.get(name) ?? this.otherwise(name);
  }

  names(): readonly string[] {
    return [...this.runners.keys()];
  }

  /** A registry that holds these runners too; of two with one name the later counts. */
  with(runners: Iterable<Runner>): Registry {
    return new Registry([...this.runners.values(), ...runners], this.otherwise);
  }
}

/**
 * A registry that takes any name, for checking and drawing a pipeline whose runners are elsewhere.
 * Its runners have no ports and fail when run.
 */
export const anyRunner: Registry = new Registry([], (name) => ({
  name,
  module: 'any',
  run: () => {
    throw new Error(`no runner \`${name}\` was loaded: the pipeline was checked with any runner`);
  },
}));
