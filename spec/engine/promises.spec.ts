import { expect } from 'chai';

import { InputError } from '../../lib/engine/run/bind-inputs.js';
import { start } from '../../lib/engine/run/start.js';
import { graphOf, Watched } from './rig.js';

const given = (out: unknown): unknown => {
  const watched = new Watched(graphOf({ read: { run: () => ({ out }), retry: { attempts: 2 } } }));
  return (
    watched.events.flatMap((event) =>
      event.type === 'task-failed' ? [`${event.failure.kind}: ${event.failure.message}`] : [],
    )[0] ?? watched.outputs?.['read.out']
  );
};

describe('a promise in an output', () => {
  // Their rejections, too, would fail this spec.
  const page = (): Promise<never> => Promise.reject(new Error('no page'));

  it('is a failure that names it, and is final', () => {
    expect(given(page())).to.equal(
      'bad-value: output `out` of runner `Runner-read` is a promise: `await` it',
    );
  });

  for (const [where, value] of [
    ['1', () => [1, page(), page()]],
    ['text', () => ({ text: page() })],
    ['0.text', () => [{ text: page() }, { text: page() }]],
    ['pages.0', () => Object.assign(Object.create(null) as object, { pages: [page()] })],
  ] as const)
    it(`is so at ${where}`, () => {
      expect(given(value())).to.equal(
        `bad-value: output \`out\` of runner \`Runner-read\` holds a promise at \`${where}\`: \`await\` it, or several with \`Promise.all\``,
      );
    });

  it('is not looked for in what is not plain data', () => {
    class Document {
      readonly text = Promise.resolve('later');
    }
    for (const value of [new Document(), new Map([[1, Promise.resolve(1)]]), { then: 1 }, null])
      expect(given(value)).to.equal(value);
  });

  it('is none of the output of a component that does not publish it', () => {
    const run = (): object => ({ out: 1, other: Promise.resolve(2) });
    const watched = new Watched(graphOf({ read: { run: run as never } }));
    expect(watched.outputs).to.deep.equal({ 'read.out': 1 });
  });
});

describe('a promise as an input', () => {
  it('is refused, and named', () => {
    const graph = graphOf({ read: { inputs: ['page'] } }, { inputs: ['page'] });
    const page = Promise.reject(new Error('no page'));
    expect(() => start({ graph }, { page })).to.throw(
      InputError,
      'input `page` is a promise: `await` it',
    );
  });
});
