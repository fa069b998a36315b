import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';

import { absent } from '../../lib/conditions/absent.js';
import { checkTypes } from '../../lib/conditions/check-types.js';
import { ConditionError, parseCondition } from '../../lib/conditions/condition.js';
import { possible } from '../../lib/conditions/possible.js';

import { faultsOf, knowing, outcomeOf, parsed } from './names.js';

const deep = 'the condition is nested more than 100 levels deep';

describe('the bounds of a condition', () => {
  it('are told of a text that is too long', () => {
    const text = `${'n > 1 || '.repeat(1_200)}true`;
    expect(faultsOf(text)).to.deep.equal([[text, 'the condition has more than 10,000 characters']]);
  });

  it('hold for whatever is nested, and for no stack to overflow', () => {
    const texts = [
      ...[
        '!',
        '-',
        '(',
        '[',
        '{',
        '! ',
        '!(',
        '-[',
        'n(',
        'n[',
        'n.f(',
        '!f(',
        '!'.repeat(98) + 'f(',
      ],
      ...['n.all(c,', '{1:', 'n?n:', '[[', '!-', '(-', 'size(', 'has('],
    ].map((part) => part.repeat(10_000).slice(0, 10_000));
    for (const text of [
      ...texts,
      `n${'.a'.repeat(4_000)}`,
      `n${'[0]'.repeat(3_000)}`,
      `n > ${'n + '.repeat(2_000)}n`,
      `n${' == n'.repeat(1_500)}`,
      `(${'(n '.repeat(99)}`,
    ]) {
      const [first] = faultsOf(text);
      expect(first?.[1], text.slice(0, 20)).to.match(
        /^(the condition is nested more than 100 levels deep|the condition ends, but a `\)` is expected)$/,
      );
    }
    expect(faultsOf('!'.repeat(100) + 'flag')).to.deep.equal([]);
    expect(faultsOf('!'.repeat(101) + 'flag')).to.deep.equal([['!', deep]]);
    expect(faultsOf(`${'('.repeat(99)}flag${')'.repeat(99)}`)).to.deep.equal([]);
  });

  it('do not hold for alternatives side by side', () => {
    const text = Array.from({ length: 700 }, (_, index) => `n == ${index}`).join(' || ');
    expect(parsed(text).evaluate(() => 699)).to.equal(true);
    const mixed = Array.from({ length: 400 }, () => 'n - 1 > -5 && flag').join(' || ');
    expect(parsed(mixed).evaluate((name) => (name === 'n' ? 1 : true))).to.equal(true);
  });

  it('hold for the elements that are looked at', () => {
    const tooMany = (text: string) => [
      text,
      'the condition takes more than 1,000,000 steps',
      'a step is one element of a list for each 32 characters of the condition on it, or 64 characters of a string that is read',
    ];
    const values = { 'a.x': Array.from({ length: 1_100 }, (_, index) => index) };
    for (const text of [
      'a.x.all(c, a.x.all(d, d >= 0))',
      'a.x.exists(c, a.x.exists(d, a.x.exists(e, e < 0)))',
      'a.x.all(c, 1099 in a.x)',
      'a.x.all(c, a.x == a.x)',
      'a.x.exists(c, a.x.exists(d, "a" < d)) || true',
    ])
      expect(outcomeOf(text, values), text).to.deep.equal(tooMany(text));
    expect(outcomeOf('a.x.all(c, c >= 0)', values)).to.equal(true);
    const text = 'a.x.all(c, size(q) > c)';
    const long = `a.x.all(c, ${Array.from({ length: 1_200 }, () => 'c>=0').join('&&')})`;
    const most = { 'a.x': Array.from({ length: 6_000 }, (_, index) => index) };
    expect((outcomeOf(long, most) as string[]).slice(1)).to.deep.equal(tooMany(long).slice(1));
    expect(outcomeOf(text, { ...values, q: 'a'.repeat(300_000) })).to.deep.equal(tooMany(text));
  });

  it('hold for values that are compared', () => {
    const nested = (levels: number): unknown => (levels === 0 ? [] : [nested(levels - 1)]);
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [nested(5_000), circle])
      expect(outcomeOf('a.x == b.x', { 'a.x': value, 'b.x': value })).to.deep.equal([
        'a.x == b.x',
        'cannot compare values that are nested so deeply',
      ]);
    expect(outcomeOf('a.x == b.x', { 'a.x': nested(90), 'b.x': nested(90) })).to.equal(true);
  });

  it('hold for any text: it is a condition, or each fault has its place', () => {
    const pieces = fc.constantFrom(
      ...[
        'n',
        'a.x',
        'q',
        'c',
        '.f',
        '.',
        '[',
        ']',
        '(',
        ')',
        '{',
        '}',
        ',',
        ':',
        '?',
        '!',
        '-',
        '+',
        '*',
        '/',
        '%',
      ],
      ...[
        '<',
        '<=',
        '==',
        '!=',
        '=',
        '&&',
        '||',
        '&',
        ' in ',
        ' ',
        '\n',
        '//',
        '`',
        '`a-b`',
        '`a.x`',
        '"',
        "'",
        '"""',
      ],
      ...[
        '"a"',
        'r"\\d"',
        'b"a"',
        '\\',
        '1',
        '0.5',
        '1u',
        '0x1',
        '1e',
        'true',
        'null',
        'has(',
        'size(',
        '.all(c, ',
      ],
      ...[
        '.exists(',
        '.map(',
        'cel.bind(',
        '__proto__',
        'constructor',
        'package',
        '\ud800',
        'é',
        '\u0000',
        '#',
        '$',
      ],
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, fc.constantFrom<unknown>(absent, 1, 'a', [1], { f: 1 }), (text, value) => {
        const condition = parseCondition(text, knowing('n', 'q', 'a.x', 'a-b.f'));
        if (E.isLeft(condition)) {
          expect(condition.left).to.not.deep.equal([]);
          for (const { message, start, end } of condition.left) {
            expect(message).to.not.equal('this is not a condition');
            expect([start >= 0, start <= end, end <= text.length]).to.deep.equal([
              true,
              true,
              true,
            ]);
          }
          return;
        }
        checkTypes(condition.right, () => undefined);
        possible(condition.right, () => 'maybe');
        try {
          condition.right.evaluate(() => value);
        } catch (error) {
          if (!(error instanceof ConditionError)) throw error;
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
