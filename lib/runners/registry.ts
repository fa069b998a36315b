import type { Runner } from './runner.js';
import { quoted } from '../diagnostics/wording.js';

/** Runners by name: a value, which pipelines are loaded with. `R` is any of them, for the compiler. */
export class Registry<out R extends Runner = Runner> {
  private readonly runners: ReadonlyMap<string, R>;
  /** Gives a runner for a name that is not listed; `undefined` for none. */
  private readonly otherwise: (name: string) => R | undefined;

  constructor(
    runners: Iterable<R & Runner> = [],
    otherwise: (name: string) => R | undefined = () => undefined,
  ) {
    this.runners = new Map(Array.from(runners, (runner) => [runner.name, runner]));
    this.otherwise = otherwise;
  }

  get(name: string): R | undefined {
    return this.runners.get(name) ?? this.otherwise(name);
  }

  names(): readonly string[] {
    return [...this.runners.keys()];
  }

  /** A registry that holds these runners too; of two with one name the later counts. */
  with<S extends Runner>(runners: Iterable<S>): Registry<R | S> {
    return new Registry<R | S>([...this.runners.values(), ...runners], this.otherwise);
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
    throw new Error(
      `runner ${quoted(name)} is not loaded: \`anyRunner\` can only check and draw a pipeline`,
    );
  },
}));
