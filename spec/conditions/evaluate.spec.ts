import { expect } from 'chai';

import { outcomeOf } from './names.js';

const typed = (name: string, type: string): string =>
  `declare the input's type, as in \`${name}: { type: ${type} }\`: without one, what the command line gives is a string`;

describe('a condition that is evaluated', () => {
  describe('what is absent', () => {
    it('makes what uses it absent', () => {
      for (const text of [
        'a.x > 1',
        'a.x.f[0] == null',
        '!a.x',
        '-a.x == 1',
        'size(a.x) > 0',
        'a.x in [1]',
        '1 in [a.x]',
        'a.x.exists(c, true)',
        '[1].all(c, c < a.x)',
        'a.x',
        'n + a.x == 1',
      ])
        expect(outcomeOf(text, { n: 'no number' }), text).to.equal('absent');
    });

    it('leaves what the rest decides, in both orders', () => {
      expect(outcomeOf('false && a.x')).to.equal(false);
      expect(outcomeOf('a.x && false')).to.equal(false);
      expect(outcomeOf('true || a.x')).to.equal(true);
      expect(outcomeOf('a.x || true')).to.equal(true);
      expect(outcomeOf('true && a.x')).to.equal('absent');
      expect(outcomeOf('a.x || false')).to.equal('absent');
      expect(outcomeOf('[1, 2].exists(c, a.x > 1 || c == 2)')).to.equal(true);
      expect(outcomeOf('[1, 2].all(c, a.x > 1 && c == 1)')).to.equal(false);
      expect(outcomeOf('[1, 2].all(c, a.x > 1 || c == 1)')).to.equal('absent');
    });

    it('counts before what fails, in both orders', () => {
      expect(outcomeOf('a.x && q > 1', { q: 'a' })).to.equal('absent');
      expect(outcomeOf('q > 1 && a.x', { q: 'a' })).to.equal('absent');
      expect(outcomeOf('(q > 1) == a.x', { q: 'a' })).to.equal('absent');
      expect(outcomeOf('[q > 1, a.x] == []', { q: 'a' })).to.equal('absent');
    });

    it('can be asked for', () => {
      expect(outcomeOf('has(a.x)')).to.equal(false);
      expect(outcomeOf('has(a.x)', { 'a.x': null })).to.equal(true);
      expect(outcomeOf('has(q)', { q: 0 })).to.equal(true);
      expect(outcomeOf('!has(a.x) || a.x > 1')).to.equal(true);
      expect(outcomeOf('has(a.x.f)')).to.equal(false);
      expect(outcomeOf('has(a.x.f)', { 'a.x': {} })).to.equal(false);
      expect(outcomeOf('has(a.x.f)', { 'a.x': { f: null } })).to.equal(true);
      expect(outcomeOf('has(a.x.f.g)', { 'a.x': { f: 1 } })).to.equal(false);
      expect(outcomeOf('has(a.x["f"][1])', { 'a.x': { f: [1, 2] } })).to.equal(true);
      expect(outcomeOf('has(a.x[2])', { 'a.x': [1, 2] })).to.equal(false);
      expect(outcomeOf('a.x.all(c, has(c.f))', { 'a.x': [{ f: 1 }, {}] })).to.equal(false);
    });
  });

  it('leaves a failure that the rest decides without', () => {
    expect(outcomeOf('n > 1 || true', { n: 'a' })).to.equal(true);
    expect(outcomeOf('false && n > 1', { n: 'a' })).to.equal(false);
    expect(outcomeOf('a.x.exists(c, c > 1)', { 'a.x': ['a', 2] })).to.equal(true);
    expect(outcomeOf('2 in a.x', { 'a.x': ['a', 2] })).to.equal(true);
  });

  it('compares', () => {
    for (const text of [
      'n == 2',
      'n != 3',
      'n >= 2 && n <= 2 && !(n < 2) && !(n > 2)',
      'n == 2.0 && n == 0x2 && n == 2e0',
      'q == "a" && q != \'b\' && q < "b" && q >= ""',
      'flag == true && flag != false && flag',
      'null == null && n != null && a.x != null && !(q == null)',
      'a.x.list == [1, 2.0] && a.x.list != [1] && [] == []',
      'a.x == a.x && a.x.o == b.x',
      'n in a.x.list && !(5 in a.x.list) && "list" in a.x && !("constructor" in a.x)',
      'a.x.list[n - 1] == 2 && a.x["list"][0] == 1',
      'size(a.x.list) == 2 && a.x.list.size() == 2 && size(q) == 1 && size(a.x) == 2 && size([]) == 0',
      'size("a😀") == 2',
      '"a\uffff" < "a😀" && "😁" > "😀" && "a" < "aa" && "" < "a" && "é" >= "é"',
      'n / 4 == 0.5 && n * 3 - 1 == 5 && -n == -2 && 0.1 + 0.2 != 0.3',
      'a.x.list.exists(c, c > 1) && !a.x.list.all(c, c > 1) && [].all(c, c) && ![].exists(c, c)',
      'a.x.list.exists(q, q == 2) && q == "a"',
      'a.x.list.all(c, a.x.list.exists(d, d >= c))',
      '`q` == "a" && a.`x`.`list`[0] == 1',
      'r"\\d" != "a" && """a"b""" == "a\\"b" // and a comment: `',
    ])
      expect(
        outcomeOf(text, {
          n: 2,
          q: 'a',
          flag: true,
          'a.x': { list: [1, 2], o: { f: [{}] } },
          'b.x': { f: [{}] },
        }),
        text,
      ).to.equal(true);
  });

  describe('what fails', () => {
    const values = {
      n: 2,
      q: '2',
      flag: 'true',
      'a.x': { list: [1, 2], text: 'a', no: null },
      'read.confidence': [0.5, 'high'],
    };
    const cases: readonly (readonly [string, ...string[]])[] = [
      ['q > 1', 'q > 1', 'cannot compare `q` (a string) with `1` (a number)', typed('q', 'number')],
      [
        'n == q',
        'n == q',
        'cannot compare `n` (a number) with `q` (a string)',
        typed('q', 'number'),
      ],
      [
        'a.x.text == 1',
        'a.x.text == 1',
        'cannot compare `a.x.text` (a string) with `1` (a number)',
      ],
      ['n + 1 == "3"', 'n + 1 == "3"', 'cannot compare a number with `"3"` (a string)'],
      ['a.x.list == [1, "2"]', 'a.x.list == [1, "2"]', 'cannot compare a number with a string'],
      ['a.x == [1]', 'a.x == [1]', 'cannot compare `a.x` (an object) with a list'],
      [
        'q in [1, 2]',
        'q in [1, 2]',
        'cannot compare `q` (a string) with `1` (a number)',
        typed('q', 'number'),
      ],
      ['"x" in a.x.list', '"x" in a.x.list', 'cannot compare `"x"` (a string) with a number'],
      ['1 in q', 'q', '`in` takes a list or an object, not `q` (a string)'],
      ['1 in a.x', '1', '`in` looks in an object for a string, not for `1` (a number)'],
      ['q + 1 > 2', 'q', '`+` takes numbers, not `q` (a string)', typed('q', 'number')],
      ['n / (n - 2) > 1', 'n / (n - 2', 'division by zero'],
      ['-q < 0', 'q', '`-` takes numbers, not `q` (a string)', typed('q', 'number')],
      ['a.x.list > 1', 'a.x.list', '`>` takes numbers or strings, not `a.x.list` (a list)'],
      ['3 > (1 < 2)', '1 < 2', '`>` takes numbers or strings, not a boolean'],
      ['a.x.no > 1', 'a.x.no', '`>` takes numbers or strings, not `a.x.no` (null)'],
      ['null > 1', 'null', '`>` takes numbers or strings, not null'],
      ['!n', 'n', '`!` takes true or false, not `n` (a number)'],
      [
        'flag && true',
        'flag',
        '`&&` takes true or false, not `flag` (a string)',
        typed('flag', 'boolean'),
      ],
      ['n || false', 'n', '`||` takes true or false, not `n` (a number)'],
      [
        'flag',
        'flag',
        'the condition gives `flag` (a string), not true or false',
        typed('flag', 'boolean'),
      ],
      ['n + 1', 'n + 1', 'the condition gives a number, not true or false'],
      ['a.x.lst == 1', 'a.x.lst', '`a.x` has no field `lst`'],
      ['a.x.list.f == 1', 'a.x.list.f', '`a.x.list` is a list and has no field `f`'],
      ['a.x.no.f == 1', 'a.x.no.f', '`a.x.no` is null and has no field `f`'],
      ['a.x.list[2] == 1', 'a.x.list[2]', '`a.x.list` has no element 2: it has 2'],
      ['a.x.list[0.5] == 1', 'a.x.list[0.5]', '`a.x.list` has no element 0.5: it has 2'],
      ['a.x.list[-1] == 1', 'a.x.list[-1]', '`a.x.list` has no element -1: it has 2'],
      [
        'a.x.list[null] == 1',
        'a.x.list[null]',
        'an element of `a.x.list` is selected by a number, not by null',
      ],
      ['q[0] == "2"', 'q[0]', '`q` is a string and has no elements'],
      ['size(n) == 1', 'n', '`size` takes a list, a string or an object, not `n` (a number)'],
      ['q.exists(c, true)', 'q', '`exists` takes a list, not `q` (a string)'],
      ['a.x.list.all(c, c)', 'c', 'the condition in `all` gives `c` (a number), not true or false'],
      [
        'read.confidence.all(c, c < 0.8)',
        'c < 0.8',
        'cannot compare `c` (a string) with `0.8` (a number)',
      ],
    ];
    for (const [text, ...told] of cases)
      it(text, () => {
        expect(outcomeOf(text, values)).to.deep.equal(told);
      });
  });
});
