import { isObservable } from 'rxjs';

import { listed, quoted } from '../diagnostics/wording.js';
import { isPromise } from '../engine/attempts/runner-call.js';
import { withoutElements } from '../graph/component-at.js';
import type { Runner } from '../runners/runner.js';
import { isStream } from '../runners/stream.js';

/** The components whose runners gave something by way of promises: virtual time is over before they settle. */
export class NotWaitedFor {
  private readonly components = new Set<string>();
  // As elsewhere, those that share a runner share what is made of it.
  private readonly known = new WeakMap<Runner, Runner>();

  /** The same runner, of which it is seen what it gives. */
  readonly seen = (runner: Runner): Runner => {
    let seen = this.known.get(runner);
    if (seen === undefined) {
      seen = {
        ...runner,
        run: (inputs, context) => {
          const given = runner.run(inputs, context);
          if (isLater(given)) this.components.add(withoutElements(context.component));
          return given;
        },
      };
      this.known.set(runner, seen);
    }
    return seen;
  };

  /** What is wrong with that, and what to do; `undefined` where there is no such component. */
  told(): string | undefined {
    const [first, ...others] = this.components;
    if (first === undefined) return undefined;
    const which = listed([first, ...others].map(quoted));
    const key = /^\w+$/.test(first) ? first : `'${first}'`;
    return (
      (others.length === 0
        ? `the runner of ${which} returned a promise`
        : `the runners of ${which} returned promises`) +
      `, and virtual time does not wait for promises: replace the runner with marbles, ` +
      `as with \`{ runners: { ${key}: runner('--(a|)', { a: { … } }) } }\``
    );
  }
}

// Generators are asked for each value by way of a promise.
const isLater = (given: unknown): boolean =>
  isPromise(given) || (!isObservable(given) && isStream(given));
