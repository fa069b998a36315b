import { createContext, runInContext } from 'node:vm';

import { expect } from 'chai';

import {
  causeOf,
  errorsOf,
  isError,
  messageOf,
  nameOf,
  readOf,
  stackOf,
  textOf,
  withCauses,
} from '../../lib/diagnostics/thrown.js';

// Made by `new`, V8 would read its name at once.
const errorWith = (properties: object): Error =>
  Object.create(new Error('no page'), Object.getOwnPropertyDescriptors(properties)) as Error;

const fail = (): never => {
  throw new Error('not to be read');
};

const broken = errorWith({
  get name() {
    return fail();
  },
  get message() {
    return fail();
  },
  get stack() {
    return fail();
  },
  get cause() {
    return fail();
  },
  get errors() {
    return fail();
  },
});
const unreadable = new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail });

describe('what was thrown', () => {
  it('says what its message says, whatever that is', () => {
    const said = new Map<unknown, string>([
      [new Error('no page'), 'no page'],
      [new TypeError(''), 'TypeError'],
      [errorWith({ message: { code: 1 } }), '{ code: 1 }'],
      [errorWith({ message: 3 }), '3'],
      [errorWith({ message: undefined }), 'Error'],
      [errorWith({ message: '', name: 3 }), 'Error'],
      [broken, 'Error'],
      ['no page', 'no page'],
      ['', 'an empty string was thrown'],
      [{ message: 'no page' }, 'no page'],
      [{ message: 3, code: 1 }, '{ message: 3, code: 1 } was thrown'],
      [{ code: 1 }, '{ code: 1 } was thrown'],
      [[1, 2], '[ 1, 2 ] was thrown'],
      [null, 'null was thrown'],
      [undefined, 'undefined was thrown'],
      [404, 'the number 404 was thrown'],
      [10n, 'the bigint 10 was thrown'],
      [Symbol('x'), 'a symbol was thrown'],
      [() => 1, 'a function was thrown'],
      [runInContext('new Error("no page")', createContext()), 'no page'],
    ]);
    for (const [thrown, message] of said) expect(messageOf(thrown)).to.equal(message);
  });

  it('says what the errors say that it stands for', () => {
    const errors = [new Error('no page'), new Error('', { cause: new Error('no disk') }), 'no ink'];
    expect(messageOf(new AggregateError(errors, 'none could be read'))).to.equal(
      'none could be read: no page; Error: no disk; no ink',
    );
    expect(messageOf(new AggregateError(errors))).to.equal('no page; Error: no disk; no ink');
    expect(messageOf(errorWith({ errors: [{ message: 'no ink' }] }))).to.equal('no page: no ink');
    expect(messageOf(errorWith({ message: 'many: no ink', errors: ['no ink'] }))).to.equal(
      'many: no ink',
    );
    expect(messageOf(new AggregateError(Array.from('abcdefg'), 'k'))).to.equal(
      'k: a; b; c; d; e; and 2 more',
    );
    const circle = new AggregateError([], 'round');
    circle.errors.push(circle);
    expect(messageOf(circle)).to.equal('round');
    expect(messageOf(errorWith({ errors: 3 }))).to.equal('no page');
  });

  it('says in one line what it was caused by', () => {
    const cause = new Error('no page', {
      cause: new Error('no disk', { cause: new Error('two\nlines', { cause: 'no power' }) }),
    });
    expect(withCauses('no page', cause)).to.equal('no page: no disk: no power');
    expect(withCauses('cannot read: no disk', cause)).to.equal('cannot read: no disk: no power');
    const circle = new Error('round');
    circle.cause = new Error('and back', { cause: circle });
    expect(withCauses('round', circle)).to.equal('round: and back');
    expect(withCauses('no page', undefined)).to.equal('no page');
  });

  it('is read without throwing, and as nothing where it is not what it should be', () => {
    for (const thrown of [broken, unreadable, null, undefined, 3, { stack: 3 }]) {
      expect(stackOf(thrown)).to.equal(undefined);
      expect(causeOf(thrown)).to.equal(undefined);
      expect(errorsOf(thrown)).to.deep.equal([]);
      expect(nameOf(thrown)).to.equal('Error');
      expect(readOf(thrown, 'isFinal')).to.equal(undefined);
    }
    expect(stackOf(errorWith({ stack: {} }))).to.equal(undefined);
    expect(isError(unreadable)).to.equal(false);
    expect(messageOf(unreadable)).to.equal('{} was thrown');
  });
});

describe('anything as a text', () => {
  it('is what `console.log` shows, in one line', () => {
    const said = new Map<unknown, string>([
      ['a text', 'a text'],
      [3, '3'],
      [{}, '{}'],
      [{ a: { b: [1, 'x'] } }, "{ a: { b: [ 1, 'x' ] } }"],
      [undefined, 'undefined'],
      [null, 'null'],
      [Symbol('x'), 'Symbol(x)'],
      [new TypeError('no page'), 'TypeError: no page'],
      [broken, 'Error: Error'],
    ]);
    for (const [value, text] of said) expect(textOf(value)).to.equal(text);
  });

  it('is so whatever shows itself', () => {
    expect(textOf({ [Symbol.for('nodejs.util.inspect.custom')]: fail })).to.equal(
      'a value that cannot be shown',
    );
  });
});
