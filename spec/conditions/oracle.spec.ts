import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';

import { absent } from '../../lib/conditions/absent.js';
import { checkTypes } from '../../lib/conditions/check-types.js';
import { type Condition, ConditionError, parseCondition } from '../../lib/conditions/condition.js';
import { atomsOf, possible } from '../../lib/conditions/possible.js';
import { knowing } from './names.js';
import { condition, type Made, names, textOf, values } from './random-conditions.js';

type Values = Readonly<Partial<Record<string, unknown>>>;

// What the language means, said once more and as plainly as can be: an answer is a value, or one of these.
const gone = 'gone' as const;
const wrong = 'wrong' as const;
type Answer = typeof gone | typeof wrong | { readonly value: unknown };

const right = (value: unknown): Answer => ({ value });
const type = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;

const strictly = (
  answers: readonly Answer[],
  then: (values: readonly unknown[]) => Answer,
): Answer => {
  if (answers.includes(gone)) return gone;
  if (answers.includes(wrong)) return wrong;
  return then(answers.map((answer) => (answer as { value: unknown }).value));
};

const any = (answers: readonly Answer[]): Answer => {
  if (answers.some((answer) => typeof answer === 'object' && answer.value === true))
    return right(true);
  if (answers.includes(gone)) return gone;
  const isFalse = (answer: Answer) => typeof answer === 'object' && answer.value === false;
  return answers.every(isFalse) ? right(false) : wrong;
};

const not = (answer: Answer): Answer =>
  strictly([answer], ([value]) => (typeof value === 'boolean' ? right(!value) : wrong));

const same = (left: unknown, right_: unknown): Answer => {
  const [one, other] = [type(left), type(right_)];
  if (one === 'null' || other === 'null') return right(one === other);
  if (one !== other) return wrong;
  if (one === 'list') {
    const [lefts, rights] = [left as unknown[], right_ as unknown[]];
    if (lefts.length !== rights.length) return right(false);
    for (const [index, item] of lefts.entries()) {
      const answer = same(item, rights[index]);
      if (answer === wrong || (typeof answer === 'object' && answer.value === false)) return answer;
    }
    return right(true);
  }
  // All objects of these specs have the one field `f`.
  if (one === 'object') return same((left as { f: unknown }).f, (right_ as { f: unknown }).f);
  return right(left === right_);
};

const calculated = (sign: string, left: unknown, other: unknown): Answer => {
  if (sign === 'in') {
    if (Array.isArray(other)) return any(other.map((item) => same(left, item)));
    return type(other) === 'object' && typeof left === 'string' ? right(left === 'f') : wrong;
  }
  const isNumbers = typeof left === 'number' && typeof other === 'number';
  const isTexts = typeof left === 'string' && typeof other === 'string';
  if ('+-*/'.includes(sign)) {
    if (!isNumbers || (sign === '/' && other === 0)) return wrong;
    const [a, b] = [left, other];
    return right({ '+': a + b, '-': a - b, '*': a * b, '/': a / b }[sign]);
  }
  if (!isNumbers && !isTexts) return wrong;
  const order = left < other ? -1 : left > other ? 1 : 0;
  return right({ '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[sign]);
};

const part = (of: unknown, key: unknown): Answer =>
  (typeof key === 'number' && Array.isArray(of) && key < of.length) ||
  (key === 'f' && type(of) === 'object')
    ? right((of as Record<string | number, unknown>)[key as string | number])
    : wrong;

const meaning = (made: Made, given: Values, c?: { readonly value: unknown }): Answer => {
  const of = (inner: Made): Answer => meaning(inner, given, c);
  switch (made.is) {
    case 'value':
      return right(made.value);
    case 'list':
      return strictly(made.of.map(of), right);
    case 'name':
      return Object.hasOwn(given, made.name) ? right(given[made.name]) : gone;
    case 'variable':
      return right(c?.value);
    case 'field':
      return strictly([of(made.of)], ([value]) => part(value, made.field));
    case 'element':
      return strictly([of(made.of), of(made.index)], ([value, key]) => part(value, key));
    case 'prefix':
      if (made.sign === '!') return not(of(made.of));
      return strictly([of(made.of)], ([value]) =>
        typeof value === 'number' ? right(-value) : wrong,
      );
    case 'size':
      return strictly([of(made.of)], ([value]) => {
        if (type(value) === 'object') return right(1);
        return Array.isArray(value) || typeof value === 'string' ? right(value.length) : wrong;
      });
    case 'has':
      return right(typeof of(made.of) === 'object');
    case 'infix': {
      const [left, other] = [of(made.left), of(made.right)];
      if (made.sign === '||') return any([left, other]);
      if (made.sign === '&&') return not(any([not(left), not(other)]));
      return strictly([left, other], ([one, two]) => {
        if (made.sign === '==') return same(one, two);
        return made.sign === '!=' ? not(same(one, two)) : calculated(made.sign, one, two);
      });
    }
    case 'loop':
      return strictly([of(made.over)], ([list]) => {
        if (!Array.isArray(list)) return wrong;
        const answers = list.map((value) => meaning(made.holds, given, { value }));
        return made.kind === 'exists' ? any(answers) : not(any(answers.map(not)));
      });
  }
};

// `c` outside of a loop is not known, and inside `has` it needs a field; such texts are not for here.
const read = (made: Made): Condition | undefined => {
  const condition = parseCondition(textOf(made), knowing(...names));
  return E.isRight(condition) ? condition.right : undefined;
};

const cameTo = (condition: Condition, given: Values): Answer => {
  try {
    const outcome = condition.evaluate((name) =>
      Object.hasOwn(given, name) ? given[name] : absent,
    );
    return outcome === absent ? gone : right(outcome);
  } catch (error) {
    if (error instanceof ConditionError) return wrong;
    throw error;
  }
};

const asked = (made: Made, given: Values): Answer => {
  const answer = meaning(made, given);
  return typeof answer === 'object' && typeof answer.value !== 'boolean' ? wrong : answer;
};

describe('random conditions', () => {
  it('come to what they mean', () => {
    const seen = { true: 0, false: 0, gone: 0, wrong: 0 };
    fc.assert(
      fc.property(condition, values, (made, given) => {
        const condition = read(made);
        fc.pre(condition !== undefined);
        const answer = cameTo(condition, given);
        seen[typeof answer === 'string' ? answer : answer.value === true ? 'true' : 'false'] += 1;
        expect(answer).to.deep.equal(asked(made, given));
      }),
      { numRuns: 5_000 },
    );
    for (const [answer, count] of Object.entries(seen)) expect(count, answer).to.be.above(100);
  });

  it('come to nothing that was not possible', () => {
    fc.assert(
      fc.property(condition, values, fc.boolean(), (made, given, isSure) => {
        const condition = read(made);
        fc.pre(condition !== undefined);
        const answer = cameTo(condition, given);
        const can = possible(condition, (name) =>
          !isSure ? 'maybe' : Object.hasOwn(given, name) ? 'always' : 'never',
        );
        if (answer === gone) expect(can.canBeAbsent).to.equal(true);
        else if (answer !== wrong)
          expect(answer.value === true ? can.canBeTrue : can.canBeFalse).to.equal(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are their own opposite when negated, as far as atoms tell', () => {
    fc.assert(
      fc.property(condition, fc.infiniteStream(fc.boolean()), (made, coins) => {
        const one = read(made);
        const other = read({ is: 'prefix', sign: '!', of: made });
        fc.pre(one !== undefined && other !== undefined);
        expect(atomsOf(other)).to.deep.equal(atomsOf(one));
        const chosen = new Map(atomsOf(one).map((atom) => [atom, coins.next().value as boolean]));
        const ways = [one, other].map((condition) =>
          possible(
            condition,
            () => 'always',
            (atom) => chosen.get(atom),
          ),
        );
        expect(ways[0]?.canBeTrue).to.equal(ways[1]?.canBeFalse);
        expect(ways.every(({ canBeTrue }) => canBeTrue)).to.equal(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have no fault in their types where nothing in them fails', () => {
    const isStrict = (made: Made): boolean =>
      made.is !== 'loop' &&
      !(made.is === 'infix' && ['&&', '||', 'in'].includes(made.sign)) &&
      Object.values(made).every((inner: unknown) =>
        Array.isArray(inner)
          ? (inner as Made[]).every(isStrict)
          : typeof inner !== 'object' || inner === null || isStrict(inner as Made),
      );
    fc.assert(
      fc.property(condition.filter(isStrict), values, (made, given) => {
        const condition = read(made);
        fc.pre(condition !== undefined);
        const answer = cameTo(condition, given);
        fc.pre(typeof answer === 'object');
        const faults = checkTypes(condition, (name) => {
          const known = typeof given[name];
          return known === 'number' || known === 'string' || known === 'boolean'
            ? known
            : undefined;
        });
        expect(faults).to.deep.equal([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
