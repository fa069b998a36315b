import { createRequire } from 'node:module';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import { isAssignable } from '../../../lib/runners/codecs/is-assignable.js';
import { duration } from '../../../lib/runners/codecs/duration.js';
import { recordFields } from '../../../lib/runners/codecs/record-fields.js';
import { withDefault } from '../../../lib/runners/codecs/with-default.js';

describe('a codec with a default', () => {
  const codec = t.type({
    language: withDefault(t.string, 'eng'),
    wait: withDefault(duration, 500),
  });

  it('reads what is missing as the default, and what is there as it is', () => {
    expect(codec.decode({})).to.deep.equal(E.right({ language: 'eng', wait: 500 }));
    expect(codec.decode({ language: 'deu', wait: '2s' })).to.deep.equal(
      E.right({ language: 'deu', wait: 2000 }),
    );
  });

  it('refuses what its codec refuses, null too', () => {
    expect(E.isLeft(codec.decode({ language: null }))).to.be.true;
    expect(E.isLeft(codec.decode({ wait: 'soon' }))).to.be.true;
  });
});

describe('the fields of a codec', () => {
  it('are those of all its parts, with what may be left out', () => {
    const codec = t.exact(
      t.intersection([
        t.type({ a: t.string, b: t.union([t.string, t.undefined]), c: withDefault(t.number, 1) }),
        t.partial({ d: t.string, e: withDefault(duration, 500, '500ms') }),
      ]),
    );
    const fields = (recordFields(codec) ?? []).map(({ name, isRequired, default: written }) => [
      name,
      isRequired,
      written,
    ]);
    expect(fields).to.deep.equal([
      ['a', true, undefined],
      ['b', false, undefined],
      ['c', false, '1'],
      ['d', false, undefined],
      ['e', false, '500ms'],
    ]);
  });

  it('are not known of a codec that takes any', () => {
    expect(recordFields(t.UnknownRecord)).to.be.undefined;
    expect(recordFields(t.intersection([t.type({ a: t.string }), t.UnknownRecord]))).to.be
      .undefined;
  });
});

// A module of runners may have a copy of its own, as where MLPipeline is linked or global.
describe('codecs of another copy of io-ts', () => {
  const require = createRequire(import.meta.url);
  const { [require.resolve('io-ts')]: first } = require.cache;
  Reflect.deleteProperty(require.cache, require.resolve('io-ts'));
  const other = require('io-ts') as typeof t;
  if (first !== undefined) require.cache[require.resolve('io-ts')] = first;

  it('are known for what they are', () => {
    expect(other.type({}) instanceof t.InterfaceType).to.be.false;
    const fields = recordFields(other.exact(other.type({ a: other.string })));
    expect(fields?.map(({ name }) => name)).to.deep.equal(['a']);
    expect(isAssignable(t.string, other.number)).to.be.false;
    expect(isAssignable(t.array(t.string), other.array(other.string))).to.be.true;
  });
});
