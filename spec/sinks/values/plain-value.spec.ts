import { expect } from 'chai';
import fc from 'fast-check';

import { plainValue } from '../../../lib/sinks/values/plain-value.js';

describe('plainValue', () => {
  it('copies what JSON can say as it is', () => {
    const value = { a: [1, 'two', true, null, { '': [] }], ['__proto__']: { b: 1 } };
    expect(plainValue(JSON.parse(JSON.stringify(value)))).to.deep.equal(value);
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        // JSON has no -0.
        const plain = JSON.parse(JSON.stringify(json)) as unknown;
        expect(plainValue(plain)).to.deep.equal(plain);
      }),
    );
  });

  it('names what JSON has no form for', () => {
    const named = function reader(): void {};
    expect(
      plainValue({
        big: 12n,
        none: [undefined, NaN, -Infinity],
        left: undefined,
        bytes: new Uint8Array(5000),
        buffer: Buffer.alloc(3),
        raw: new ArrayBuffer(2),
        map: new Map([[1, 2]]),
        set: new Set([1, 2]),
        when: new Date(0),
        pattern: /a+/g,
        call: named,
        calls: [() => 1],
        mark: Symbol('m'),
        error: new TypeError('no'),
      }),
    ).to.deep.equal({
      big: '12',
      none: [null, 'NaN', '-Infinity'],
      bytes: '<Uint8Array of 5,000 bytes>',
      buffer: '<Buffer of 3 bytes>',
      raw: '<2 bytes>',
      map: '<Map of 1 entry>',
      set: '<Set of 2 values>',
      when: '1970-01-01T00:00:00.000Z',
      pattern: '/a+/g',
      call: '<function reader>',
      calls: ['<function>'],
      mark: 'Symbol(m)',
      error: { name: 'TypeError', message: 'no' },
    });
    expect(plainValue(undefined)).to.equal('<undefined>');
  });

  it('survives values that hold themselves, never end, or throw when they are looked at', () => {
    const self: Record<string, unknown> = { a: 1 };
    self.self = self;
    expect(plainValue(self)).to.deep.equal({ a: 1, self: '<itself>' });
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
    expect(JSON.stringify(plainValue(deep))).to.contain('"<too deep>"');
    const hostile = {
      get secret(): never {
        throw new Error('not for you');
      },
    };
    expect(plainValue([hostile, 1])).to.deep.equal(['<unreadable>', 1]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(plainValue(proxy)).to.equal('<unreadable>');
  });

  it('cuts what is longer than asked, says so, and looks at no more', () => {
    expect(plainValue('x'.repeat(25), 20)).to.equal(`${'x'.repeat(20)}… <5 more characters>`);
    expect(plainValue(['abc', 'defghi', 'jkl', 4], 15)).to.deep.equal([
      'abc',
      'defg… <2 more characters>',
      '<2 more items>',
    ]);
    let looked = 0;
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, key) => [`k${key}`, key]));
    const watched = new Proxy(many, {
      get: (target, key) => {
        looked += 1;
        return target[key as string];
      },
    });
    expect(plainValue(watched, 30)).to.deep.equal({
      k0: 0,
      k1: 1,
      k2: 2,
      k3: 3,
      '…': '<996 more keys>',
    });
    expect(looked).to.be.below(10);
  });

  it('keeps to the size whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(200), (json, most) => {
        const text = JSON.stringify(plainValue(json, most));
        // An open list or object a level may each say once what is left out.
        expect(text.length).to.be.below(3 * most + 600);
      }),
    );
  });

  it('keeps images that are small enough, whatever else is cut', () => {
    const png = Uint8Array.of(
      0x89,
      0x50,
      0x4e,
      0x47,
      0x0d,
      0x0a,
      0x1a,
      0x0a,
      ...Array<number>(60_000),
    );
    const kept = plainValue({ mediaType: 'image/png', bytes: png }, 100) as { bytes: string };
    expect(kept.bytes).to.match(/^data:image\/png;base64,iVBORw0KGgo/);
    expect(plainValue(kept, 100)).to.deep.equal(kept);
    expect(plainValue([png, png, png])).to.deep.equal([
      kept.bytes,
      kept.bytes,
      '<image/png of 60,008 bytes>',
    ]);
  });
});
