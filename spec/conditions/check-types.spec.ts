import { expect } from 'chai';

import { checkTypes } from '../../lib/conditions/check-types.js';
import { parsed } from './names.js';

const types = { q: 'string', n: 'number', flag: 'boolean', 'b.x': 'list' } as const;

const found = (text: string): string[][] =>
  checkTypes(parsed(text), (name) => types[name as keyof typeof types]).map(
    ({ start, end, message }) => [text.slice(start, end), message],
  );

describe('the types in a condition', () => {
  it('are right, or not known', () => {
    for (const text of [
      'n > 1 && q == "a" && flag',
      'q < "b" || n in [1, 2] || "x" in a.x || q in a.x',
      'a.x > 1 && a.x == "a" && a.x.f[0] && !a.x',
      'n == null || q != null || null in [1] || q in [1, "a"] || n in [null]',
      'size(q) + 1 > -n && has(a.x.f) && has(q)',
      'a.x.all(q, q > 1) && [1].exists(c, c == "a" || true)',
      'a.x',
    ])
      expect(found(text), text).to.deep.equal([]);
  });

  const cases: readonly (readonly [string, ...(readonly [string, string])[]])[] = [
    ['q > 1', ['q > 1', 'cannot compare `q` (a string) with `1` (a number)']],
    ['n == "1"', ['n == "1"', 'cannot compare `n` (a number) with `"1"` (a string)']],
    ['flag != n + 1', ['flag != n + 1', 'cannot compare `flag` (a boolean) with a number']],
    ['n in ["a", "b"]', ['n in ["a", "b"]', 'cannot compare `n` (a number) with `"a"` (a string)']],
    ['1 in n', ['n', '`in` takes a list or an object, not `n` (a number)']],
    ['flag > 1', ['flag', '`>` takes numbers or strings, not `flag` (a boolean)']],
    ['3 > (1 < n)', ['1 < n', '`>` takes numbers or strings, not a boolean']],
    ['q + 1 > 2', ['q', '`+` takes numbers, not `q` (a string)']],
    ['n + "a" == "aa"', ['"a"', '`+` takes numbers, not `"a"` (a string)']],
    ['q + n', ['q', '`+` takes numbers, not `q` (a string)']],
    ['-q == "a"', ['q', '`-` takes numbers, not `q` (a string)']],
    ['size(n) == "a"', ['n', '`size` takes a list, a string or an object, not `n` (a number)']],
    ['-q == 1', ['q', '`-` takes numbers, not `q` (a string)']],
    ['!n', ['n', '`!` takes true or false, not `n` (a number)']],
    [
      'n && flag || q',
      ['n', '`&&` takes true or false, not `n` (a number)'],
      ['q', '`||` takes true or false, not `q` (a string)'],
    ],
    ['size(n) == 1', ['n', '`size` takes a list, a string or an object, not `n` (a number)']],
    ['q.all(c, true)', ['q', '`all` takes a list, not `q` (a string)']],
    ['a.x.all(c, c + 1)', ['c + 1', 'the condition in `all` gives a number, not true or false']],
    ['q.length > 1', ['q.length', '`q` is a string and has no field `length`']],
    ['a.x[q > 1] == 2', ['q > 1', 'cannot compare `q` (a string) with `1` (a number)']],
    ['n + 1.0', ['n + 1.0', 'the condition gives a number, not true or false']],
    ['q', ['q', 'the condition gives `q` (a string), not true or false']],
    ['b.x > 1', ['b.x', '`>` takes numbers or strings, not `b.x` (a list)']],
    ['b.x.y == 1', ['b.x.y', '`b.x` is a list and has no field `y`']],
    ['[flag]', ['[flag]', 'the condition gives a list, not true or false']],
    ['null', ['null', 'the condition gives null, not true or false']],
  ];
  for (const [text, ...faults] of cases)
    it(`are told in ${text}`, () => {
      expect(found(text)).to.deep.equal(faults);
    });
});
