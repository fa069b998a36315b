import { AssertionError } from 'node:assert';

import { expect } from 'chai';

import { loadObject, loadText, orThrow } from '../../lib/load.js';
import { anyRunner } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';
import { pipelineTest } from '../../lib/testing/testing.js';
import { graphOf } from '../engine/rig.js';

const graph = graphOf(
  { ocr: { inputs: ['page'] }, fields: { inputs: ['ocr.out'] }, title: { inputs: ['ocr.out'] } },
  { inputs: ['page'], outputs: ['fields.out', 'title.out'] },
);
const text = { t: { out: 'text' } };

describe('a test of a pipeline', () => {
  it('plays marbles as runners, and reads outputs, consumables and tasks as marbles', () => {
    pipelineTest(({ runner, run, expectOutputs, expectConsumable, expectTask }) => {
      const ocr = runner('---t|', text);
      const held = run(
        { graph },
        { page: 1 },
        {
          runners: {
            ocr,
            fields: runner('-----(f|)', ({ 'ocr.out': of }) => ({
              f: { out: `fields of ${String(of)}` },
            })),
          },
        },
      );
      // The value is there when the runner has completed.
      expectConsumable(held, 'ocr.out').toBe('----(a|)', { a: 'text' });
      expectOutputs(held).toBe('---------(a|)', {
        a: { 'fields.out': 'fields of text', 'title.out': 'title(text)' },
      });
      expectTask(held, 'ocr').toBe('s---f');
      expectTask(held, 'fields').toBe('----s----f');
      expectTask(held, 'title').toBe('----(sf)');
      expect(ocr.calls).to.deep.equal([{ frame: 0, inputs: { page: 1 } }]);
    });
  });

  it('plays what a component falls back to', () => {
    const [ocr, ...others] = graph.components;
    const falling = {
      ...graph,
      components: [{ ...ocr, fallback: [ocr] }, ...others],
    } as typeof graph;
    pipelineTest(({ runner, run, expectConsumable, expectTask }) => {
      const second = runner('--(t|)', text);
      const runners = { ocr: runner('---#'), 'ocr.fallback[0]': second };
      const held = run({ graph: falling }, { page: 1 }, { runners });
      expectConsumable(held, 'ocr.out').toBe('-----(a|)', { a: 'text' });
      expect(() =>
        run({ graph: falling }, { page: 1 }, { runners: { 'ocr.fallback[1]': second } }),
      ).to.throw(
        RangeError,
        'the pipeline has no component `ocr.fallback[1]`; did you mean `ocr.fallback[0]`?',
      );
      expectTask(held, 'fields').toBe('-----(sf)');
    });
  });

  it('plays other marbles at further calls, in the time of the run', () => {
    pipelineTest(({ runner, run, expectOutputs, expectTask, time }) => {
      const component = {
        ...graph.components[0],
        retry: { attempts: 2, delay: time('--|'), backoff: 1, maxDelay: undefined, jitter: 0 },
      };
      const retrying = {
        ...graph,
        components: [component, ...graph.components.slice(1)],
      } as typeof graph;
      const held = run(
        { graph: retrying },
        { page: 1 },
        {
          runners: { ocr: runner(['-#', '(t|)'], text, new Error('out of toner')) },
        },
      );
      expectTask(held, 'ocr').toBe('se-(sf)');
      expectOutputs(held).toBe('---(a|)', {
        a: { 'fields.out': 'fields(text)', 'title.out': 'title(text)' },
      });
    });
  });

  it('compares errors by their messages', () => {
    pipelineTest(({ runner, run, expectOutputs, expectConsumable, expectTask }) => {
      const held = run(
        { graph },
        { page: 1 },
        {
          runners: { ocr: runner('--#', {}, new Error('out of toner')) },
        },
      );
      expectOutputs(held).toBe('--#', undefined, '`ocr` failed: out of toner');
      expectConsumable(held, 'ocr.out').toBe('--#', undefined, '`ocr` failed: out of toner');
      expectTask(held, 'ocr').toBe('s-x');
      expectTask(held, 'title').toBe('--i');
    });
  });

  it('has inputs that change as marbles, and cancels by them', () => {
    pipelineTest(({ runner, live, hot, expectOutputs, expectTask, expectConsumable }) => {
      const held = live(
        { graph },
        { page: hot('a-----b-c---------|') },
        {
          runners: {
            ocr: runner('-----(t|)', ({ page }) => ({ t: { out: `text of ${String(page)}` } })),
          },
        },
      );
      expectTask(held, 'ocr').toBe('s----fs-(os)-f');
      expectOutputs(held).toBe('-----a-------c----|', {
        a: { 'fields.out': 'fields(text of a)', 'title.out': 'title(text of a)' },
        c: { 'fields.out': 'fields(text of c)', 'title.out': 'title(text of c)' },
      });
      expectConsumable(held, 'page', '--!').toBe('(pa)', {
        p: { state: 'pending' },
        a: { state: 'value', value: 'a' },
      });
    });
  });

  it('runs a pipeline for each item of marbles', () => {
    pipelineTest(({ runner, each, hot, expectOutputs }) => {
      const runners = {
        ocr: runner(['---(t|)', '-(t|)', '-#'], text, new Error('out of toner')),
        fields: runner('(f|)', { f: { out: 'fields' } }),
        title: runner('(t|)', { t: { out: 'title' } }),
      };
      const pages = { a: { page: 1 }, b: { page: 2 }, c: { page: 3 } };
      const values = { x: { 'fields.out': 'fields', 'title.out': 'title' } };
      expectOutputs(hot('ab------c--|', pages).pipe(each({ graph }, { runners }))).toBe(
        '---(xx)--#',
        values,
        'item 2: `ocr` failed: out of toner',
      );
    });
  });

  it('refuses a body that is not done when it returns', () => {
    const body: () => unknown = async () => {
      await Promise.reject(new Error('late'));
    };
    expect(() => {
      pipelineTest(body);
    }).to.throw(TypeError, 'the body of a test in virtual time cannot be `async`');
  });

  it('tells errors without their stacks', () => {
    expect(() => {
      pipelineTest(({ cold, expectObservable }) => {
        expectObservable(cold('#', {}, new Error('out of toner'))).toBe('|');
      });
    }).to.throw(AssertionError, 'actual:\n  0 ms: error Error: out of toner\n');
  });

  it('tells what was expected and what there was', () => {
    const test = (): void => {
      pipelineTest(({ runner, run, expectConsumable }) => {
        const held = run({ graph }, { page: 1 }, { runners: { ocr: runner('---t|', text) } });
        expectConsumable(held, 'ocr.out').toBe('--(a|)', { a: 'text' });
      });
    };
    expect(test).to.throw(
      AssertionError,
      "expected:\n  2 ms: 'text'\n  2 ms: complete\n" +
        "actual:\n  4 ms: 'text'\n  4 ms: complete\n",
    );
  });

  it('says whose runner returned a promise where nothing came in time', () => {
    const later: Runner = { name: 'Later', run: () => Promise.resolve({ out: 'text' }) };
    const stepped: Runner = {
      name: 'Stepped',
      *run() {
        yield { out: 'fields' };
      },
    };
    const test = (runners: Readonly<Record<string, Runner>>) => (): void => {
      pipelineTest(({ runner, run, each, hot, expectOutputs, expectTask }) => {
        const ocr = runner('(t|)', text);
        const held = run({ graph }, { page: 1 }, { runners: { ocr, ...runners } });
        expectTask(held, 'ocr').toBe('(sf)');
        const items = hot('a|', { a: { page: 1 } });
        expectOutputs(items.pipe(each({ graph }, { runners: { ocr, ...runners } }))).toBe('(o|)', {
          o: {},
        });
      });
    };
    expect(test({ fields: later })).to.throw(
      AssertionError,
      'actual:\n  nothing\n' +
        'the runner of `fields` returned a promise, and virtual time does not wait for promises: replace the runner with marbles, ' +
        "as with `{ runners: { fields: runner('--(a|)', { a: { … } }) } }`\n",
    );
    expect(test({ fields: stepped, title: later })).to.throw(
      AssertionError,
      'the runners of `fields` and `title` returned promises, and virtual time does not wait for promises: replace the runner with marbles',
    );
    expect(test({})).to.throw(AssertionError, /complete\n$/);
  });

  it('needs no promise where one is not waited for', () => {
    const never: Runner = { name: 'Never', run: () => new Promise(() => undefined) };
    pipelineTest(({ run, expectTask }) => {
      const held = run({ graph }, { page: 1 }, { runners: { ocr: never } });
      expectTask(held, 'ocr').toBe('s');
    });
  });

  it('runs in its own thread what would have one', () => {
    const threaded = {
      ...graph,
      components: graph.components.map((component) => ({ ...component, thread: true as const })),
    };
    pipelineTest(({ run, expectOutputs }) => {
      expectOutputs(run({ graph: threaded }, { page: 1 })).toBe('(a|)', {
        a: { 'fields.out': 'fields(ocr(1))', 'title.out': 'title(ocr(1))' },
      });
    });
  });

  it('reads conditions, elements of lists and tasks of pipelines within', async () => {
    const page = orThrow(
      await loadText(
        `
pipeline:
  name: Page
  inputs: [page]
  outputs: { text: ocr.text }
  components:
  - ocr: { runner: OCR, inputs: [page], outputs: [text] }
`,
        { runners: anyRunner },
      ),
    );
    const components = {
      read: {
        pipeline: page,
        map: { over: 'page', concurrency: 1 },
        inputs: { page: 'pages' },
        outputs: ['text'],
      },
      count: { runner: 'Count', map: 'text', inputs: ['read.text'], outputs: ['words'] },
      long: { runner: 'Long', when: 'size(pages) > 2', inputs: ['read.text'], outputs: ['text'] },
    };
    const outputs = { words: 'count.words', text: { maybe: 'long.text' } };
    const pipeline = { name: 'Book', inputs: ['pages'], outputs, components };
    const book = orThrow(await loadObject({ pipeline }, { runners: anyRunner }));
    pipelineTest(({ runner, run, expectOutputs, expectTask }) => {
      const held = run(
        book,
        { pages: ['a', 'b'] },
        {
          runners: {
            'read/ocr': runner('--(t|)', ({ page }) => ({
              t: { text: `text of ${String(page)}` },
            })),
            count: runner('-(w|)', ({ text }) => ({ w: { words: String(text).length } })),
          },
        },
      );
      expectTask(held, 'long').toBe('a');
      expectTask(held, 'read').toBe('s---f');
      expectTask(held, 'read[1]').toBe('--s-f');
      expectTask(held, 'read[0]/ocr').toBe('s-f');
      expectTask(held, 'read[1]/ocr').toBe('--s-f');
      expectTask(held, 'count[1]').toBe('----sf');
      expectOutputs(held).toBe('-----(o|)', { o: { words: [9, 9], text: null } });
    });
  });

  it('refuses names that there are not', () => {
    pipelineTest(({ runner, run, live, expectTask }) => {
      const runners = { orc: runner('|') };
      const message = 'the pipeline has no component `orc`; did you mean `ocr`?';
      expect(() => run({ graph }, { page: 1 }, { runners })).to.throw(RangeError, message);
      expect(() => live({ graph }, undefined, { runners })).to.throw(RangeError, message);
      const held = run({ graph }, { page: 1 });
      expect(() => expectTask(held, 'orc')).to.throw(RangeError, message);
    });
  });

  it('takes no real time, however long a run takes', () => {
    pipelineTest(({ runner, run, expectOutputs }) => {
      const held = run({ graph }, { page: 1 }, { runners: { ocr: runner('1000m t|', text) } });
      expectOutputs(held).toBe('1000m - (a|)', {
        a: { 'fields.out': 'fields(text)', 'title.out': 'title(text)' },
      });
    });
  });
});
