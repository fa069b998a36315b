import { expect } from 'chai';

import { atomsOf, possible, type Presence } from '../../lib/conditions/possible.js';
import { parsed } from './names.js';

const known: Readonly<Record<string, Presence>> = { 'b.x': 'maybe', 'a.x': 'never' };

const ways = (text: string, assume?: (atom: string) => boolean | undefined): string => {
  const { canBeTrue, canBeFalse, canBeAbsent } = possible(
    parsed(text),
    (name) => known[name] ?? 'always',
    assume,
  );
  return [canBeTrue && 'true', canBeFalse && 'false', canBeAbsent && 'absent']
    .filter(Boolean)
    .join(' ');
};

describe('what a condition may come to', () => {
  it('is decided where it names nothing', () => {
    expect(ways('true')).to.equal('true');
    expect(ways('1 > 2')).to.equal('false');
    expect(ways('![1, 2].exists(c, c == 2) || 1 in [2]')).to.equal('false');
    expect(ways('n > 1 || true')).to.equal('true');
    expect(ways('flag && size("") > 0')).to.equal('false');
    expect(ways('1 > "a"')).to.equal('true false');
  });

  it('is open where the values decide', () => {
    expect(ways('flag')).to.equal('true false');
    expect(ways('!(n > 1) && q == "a"')).to.equal('true false');
    expect(ways('read.confidence.all(c, c > 1)')).to.equal('true false');
  });

  it('follows from what is there', () => {
    expect(ways('has(n)')).to.equal('true');
    expect(ways('has(a.x)')).to.equal('false');
    expect(ways('has(b.x)')).to.equal('true false');
    expect(ways('has(n.f)')).to.equal('true false');
    expect(ways('has(a.x.f)')).to.equal('false');
    expect(ways('!has(a.x) && flag')).to.equal('true false');
  });

  it('is absent where something may not be there and nothing decides without it', () => {
    expect(ways('a.x > 1')).to.equal('absent');
    expect(ways('b.x > 1')).to.equal('true false absent');
    expect(ways('a.x > 1 || flag')).to.equal('true absent');
    expect(ways('a.x > 1 && flag')).to.equal('false absent');
    expect(ways('a.x > 1 || true')).to.equal('true');
    expect(ways('b.x > 1 && false')).to.equal('false');
    expect(ways('n in [a.x, 1]')).to.equal('absent');
    expect(ways('(flag || a.x) == flag')).to.equal('true false absent');
    expect(ways('read.confidence.exists(c, c > a.x)')).to.equal('true false absent');
    expect(ways('a.x.exists(c, c > n)')).to.equal('absent');
  });

  it('is less where atoms are decided, however they are written', () => {
    const atoms = atomsOf(parsed('n > 1 && !(b.x.f == "a") || has(q) && true'));
    expect(atoms).to.deep.equal(['1 < n', '"a" == b.x["f"]', 'has(q)']);
    const large = (atom: string) => (atom === '1 < n' ? true : undefined);
    for (const text of ['n > 1', '1 < n', '!(n <= 1)', '!( 1>=n )', 'n>1.0 || flag'])
      expect(ways(text, large), text).to.equal('true');
    for (const text of ['n <= 1', '!(n > 1)', '1 >= n && flag'])
      expect(ways(text, large), text).to.equal('false');
    const isA = (atom: string) => (atom === '"a" == q' ? false : undefined);
    expect(ways('q != "a"', isA)).to.equal('true');
    expect(ways('"a" == q', isA)).to.equal('false');
    expect(ways('has(b.x)', () => true)).to.equal('true');
    expect(ways('a.x > 1', () => true)).to.equal('absent');
  });
});
