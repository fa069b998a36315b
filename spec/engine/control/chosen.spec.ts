import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { BehaviorSubject, type Observable } from 'rxjs';

import { chosen } from '../../../lib/engine/control/chosen.js';
import type { Settled } from '../../../lib/engine/consumables.js';
import type { Choice } from '../../../lib/graph/graph.js';

describe('what is chosen', () => {
  const there = (value: number): BehaviorSubject<Settled> =>
    new BehaviorSubject<Settled>(E.right(value));
  const decided = (choice: Partial<Choice>, sources: readonly Observable<Settled>[]): Settled[] => {
    const given: Settled[] = [];
    const of = sources.map((_, at) => at);
    chosen({ kind: 'race', owner: 'x', of, ...choice }, sources, false).subscribe((one) =>
      given.push(one),
    );
    return given;
  };

  it('lets go of all when it is decided, of what decides it at once too', () => {
    const [a, b, c] = [there(1), there(2), there(3)];
    expect(decided({ kind: 'race' }, [a, b, c])).to.deep.equal([E.right(1)]);
    expect(decided({ kind: 'all', atLeast: 2 }, [a, b, c])).to.deep.equal([E.right([1, 2])]);
    expect([a, b, c].map(({ observed }) => observed)).to.deep.equal([false, false, false]);
  });
});
