import { expect } from 'chai';

import { codeTokens } from '../../../lib/store/cache/code-tokens.js';

const said = (text: string): string | undefined => {
  const tokens = codeTokens(text);
  return tokens && JSON.stringify(tokens.map(({ value }) => value));
};

describe('what of a text of code counts', () => {
  const same: readonly (readonly [what: string, one: string, other: string])[] = [
    ['a comment', 'f(1); // one', 'f(1); /* two\n lines */'],
    ['a hashbang', '#!/usr/bin/env node\nf();', 'f();'],
    ['spaces and line breaks', 'f( a,b );', 'f(\n  a,\n\tb\n);\r\n'],
    ['the kind of quotes', `f('it\\'s "so"')`, `f("it's \\"so\\"")`],
    ['a comma before a closing bracket', 'f(a, [b], { c })', 'f(a, [b,], { c, },)'],
    ['a semicolon before a brace', '{ f(); g(); }', '{ f(); g() }'],
    ['two lists of types that end', 'let a: A<B<C>>;', 'let a: A<B<C> >;'],
  ];
  for (const [what, one, other] of same)
    it(`is not ${what}`, () => {
      expect(said(one)).to.equal(said(other));
    });

  const different: readonly (readonly [what: string, one: string, other: string])[] = [
    ['a space in a string', "f('a b')", "f('ab')"],
    ['a comment within a string', "f('// a')", "f('// b')"],
    ['a comment within a template', 'f(`// a`)', 'f(`// b`)'],
    ['a space in a template', 'f(`${a} b`)', 'f(`${a}  b`)'],
    ['code within a template', 'f(`${a}`)', 'f(`${b}`)'],
    ['what looks like a comment in a regular expression', 'x = /[/*]a/', 'x = /[/*]b/'],
    [
      'a regular expression behind a condition',
      'if (a) /x\\/\\/1/.test(b)',
      'if (a) /x\\/\\/2/.test(b)',
    ],
    ['what stands behind a division', 'a / b; c = 1 / 2', 'a / b; c = 1 / 3'],
    ['a hole in a list', '[,]', '[]'],
    ['a hole at the end of a list', '[a,,]', '[a,]'],
    ['a line break behind `return`', 'return\nx', 'return x'],
    ['one in a comment', 'return /*\n*/ x', 'return /* */ x'],
    ['a line break before `++`', 'a\n++\nb', 'a++\nb'],
    ['a semicolon between statements', 'a;\n(b)', 'a\n(b)'],
    ['an escape', "'\\\\'", "'\\\\\\\\'"],
    ['a text that looks like two', "f('a','b')", `f("a','b")`],
    ['names that meet', 'ab', 'a b'],
    ['a string and a name', "f('a')", 'f(a)'],
  ];
  for (const [what, one, other] of different)
    it(`is ${what}`, () => {
      expect(said(one)).to.not.equal(undefined);
      expect(said(one)).to.not.equal(said(other));
    });

  it('is not known of what is no code', () => {
    expect(codeTokens("f('a")).to.equal(undefined);
    expect(codeTokens('f(§)')).to.equal(undefined);
    expect(codeTokens('/* a')).to.equal(undefined);
  });
});
