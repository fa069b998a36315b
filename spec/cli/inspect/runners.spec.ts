import { expect } from 'chai';
import * as t from 'io-ts';

import { typeText } from '../../../lib/cli/inspect/type-text.js';
import { wrapWords } from '../../../lib/cli/text/wrap-words.js';
import { duration } from '../../../lib/runners/codecs/duration.js';
import { withDefault } from '../../../lib/runners/codecs/with-default.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { mlpipeline } from '../mlpipeline.js';

const module = ['--runners', './spec/cli/inspect/typed-runners.js'];

describe('mlpipeline runners', () => {
  it('lists those that ship, within 80 columns', async () => {
    const { status, stdout, stderr } = await mlpipeline(['runners']);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => /^\S/.test(line))).to.deep.equal(shippedRunners.names());
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(80);
  });

  it('shows ports and params with their types and defaults', async () => {
    expect(await mlpipeline(['runners', ...module, 'Classify', 'Bare', 'Delay'])).to.deep.equal({
      status: 0,
      stderr: '',
      stdout: `Classify
  sorts pages into kinds, in a way that is told in a sentence which is longer
  than a terminal is wide
  inputs   pages     { lines: string[], note?: string }[]
           language  string | undefined; may be left out
  outputs  kinds  ("letter" | "receipt")[]
  params   sure                      number; 0.5 by default
           model                     string
           wait                      duration; 1s by default
           what_is_done_with_all_other_pages
                                     "drop" | "keep"; may be left out

Bare
  inputs   any
  outputs  any
  params   any

Delay
  returns its inputs as its outputs, unchanged, after a time that may be random
  inputs   any
  outputs  any
  params   for  duration or [duration, duration]
`,
    });
  });

  it('tells programs the same', async () => {
    const { stdout } = await mlpipeline(['runners', ...module, 'Classify', '--format', 'json']);
    expect(JSON.parse(stdout)).to.deep.equal({
      runners: [
        {
          name: 'Classify',
          description:
            'sorts pages into kinds, in a way that is told in a sentence which is longer than a terminal is wide',
          inputs: [
            { name: 'pages', type: '{ lines: string[], note?: string }[]', required: true },
            { name: 'language', type: 'string | undefined', required: false },
          ],
          outputs: [{ name: 'kinds', type: '("letter" | "receipt")[]', required: true }],
          params: [
            { name: 'sure', type: 'number', required: false, default: '0.5' },
            { name: 'model', type: 'string', required: true },
            { name: 'wait', type: 'duration', required: false, default: '1s' },
            {
              name: 'what_is_done_with_all_other_pages',
              type: '"drop" | "keep"',
              required: false,
            },
          ],
        },
      ],
    });
  });

  it('says what takes no ports, and params of which only the kind is known', async () => {
    const { stdout } = await mlpipeline(['runners', ...module, 'Weighted']);
    expect(stdout).to.equal(
      'Weighted\n  inputs   none\n  outputs  none\n  params   Record<string, number>\n',
    );
  });

  it('names all runners that there are not, with those near them', async () => {
    const { status, stdout, stderr } = await mlpipeline(['runners', 'Delya', 'OCR', 'Merge']);
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: `mlpipeline: there is no runner \`Delya\`: did you mean \`Delay\`?
  there is no runner \`OCR\`: did you mean \`OCRModel\`?
`,
    });
  });

  it('has nothing to list of any runner', async () => {
    const { status, stderr } = await mlpipeline(['runners', '--runners', 'any']);
    expect(status).to.equal(2);
    expect(stderr).to.equal(
      'mlpipeline: `--runners any` accepts every name: there is nothing to list\n',
    );
  });
});

describe('the text of a type', () => {
  for (const [codec, text] of [
    [t.string, 'string'],
    [t.literal('a'), '"a"'],
    [t.array(t.array(t.number)), 'number[][]'],
    [t.readonlyArray(t.union([t.string, t.null])), '(string | null)[]'],
    [t.tuple([t.number, t.boolean]), '[number, boolean]'],
    [t.type({ a: t.number, 'b c': t.string }), '{ a: number, "b c": string }'],
    [t.strict({}), '{}'],
    [
      t.intersection([t.type({ a: t.number }), t.partial({ b: t.number })]),
      '{ a: number, b?: number }',
    ],
    [t.record(t.string, t.unknown), 'Record<string, unknown>'],
    [t.refinement(t.number, (value) => value > 0), 'number'],
    [t.type({ a: t.string }, 'Receipt'), 'Receipt'],
    [t.array(t.type({ a: t.string }, 'Receipt')), 'Receipt[]'],
    [withDefault(t.array(duration), []), 'duration[]'],
    [t.readonly(t.type({ a: withDefault(t.string, 'x') })), '{ a?: string }'],
  ] as readonly (readonly [t.Mixed, string])[])
    it(`is \`${text}\``, () => {
      expect(typeText(codec)).to.equal(text);
    });
});

describe('wrapped text', () => {
  it('fills its lines, and leaves long words whole', () => {
    expect(wrapWords('one two three incomprehensibilities four', 9)).to.deep.equal([
      'one two',
      'three',
      'incomprehensibilities',
      'four',
    ]);
    expect(wrapWords('', 9)).to.deep.equal(['']);
  });
});
