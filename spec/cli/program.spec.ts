import { expect } from 'chai';

import { jsonSchema } from '../../lib/declaration/json-schema.js';
import { mlpipeline } from './mlpipeline.js';

const example = 'examples/simulated-extraction/pipeline.yaml';

const unsound = `pipeline:
  name: Unsound
  inputs: [page]
  outputs: [extractor.fields]
  components:
    - extractor:
        runner: ExtractionModle
        inputs: [pages]
        outputs: [fields]
`;

describe('mlpipeline check', () => {
  it('sums a sound file up', async () => {
    expect(await mlpipeline(['check', example])).to.deep.equal({
      status: 0,
      stderr: '',
      stdout: `${example}: sound, Document extraction
  components    3
  longest path  3: image_preprocessing → image_ocr → extractor
`,
    });
  });

  it('tells all that is wrong in one go, and ends with 1', async () => {
    expect(await mlpipeline(['check', '-'], { input: unsound })).to.deep.equal({
      status: 1,
      stderr: '',
      stdout: `error[unknown-runner]: there is no runner \`ExtractionModle\`
 --> <stdin>:7:17
  |
7 |         runner: ExtractionModle
  |                 ^^^^^^^^^^^^^^^ unknown runner
  = did you mean \`ExtractionModel\`?

error[unknown-input]: the pipeline has no input \`pages\`
 --> <stdin>:8:18
  |
8 |         inputs: [pages]
  |                  ^^^^^ unknown input
  = did you mean \`page\`?

<stdin>: 2 errors
`,
    });
  });

  it('goes on to the next file after an unsound one', async () => {
    const { status, stdout } = await mlpipeline(['check', '-', example], { input: unsound });
    expect(status).to.equal(1);
    expect(stdout).to.contain('<stdin>: 2 errors\n');
    expect(stdout).to.contain(`${example}: sound`);
  });

  it('goes on to the next file after one that cannot be read', async () => {
    const text = await mlpipeline(['check', 'nowhere.yaml', example]);
    expect(text.status).to.equal(2);
    expect(text.stderr).to.equal(
      'mlpipeline: `nowhere.yaml` cannot be read: there is no such file\n',
    );
    expect(text.stdout).to.contain(`${example}: sound`);
    const json = await mlpipeline(['check', '--format', 'json', 'nowhere.yaml', example]);
    const { files } = JSON.parse(json.stdout) as { files: { sound: boolean }[] };
    expect(files.map(({ sound }) => sound)).to.deep.equal([false, true]);
  });

  it('prints no control character of a name of a file, an option or a module', async () => {
    const hostile = [
      ['check', 'ev\u001b[31mil.yaml'],
      ['check', '--x\u001b[31m', example],
      ['check', '--format', '\u001b[31m', example],
      ['check', '--runners', './m\u001b[31m.mjs', example],
      ['ch\u001b[31m'],
    ];
    for (const argv of hostile) {
      const { status, stdout, stderr } = await mlpipeline(argv);
      expect(status).to.equal(2);
      expect(stdout + stderr).not.to.contain('\u001b');
      expect(stderr).to.contain('\\x1b[31m');
    }
  });

  const modules: readonly [string, string, RegExp][] = [
    ['ends the process', 'ends-process', /: a module of runners ended the process\n/],
    [
      'never finishes loading',
      'never-loads',
      /module of runners that loads, waits for something that never/,
    ],
    ['lets an error fall outside of any task', 'throws-later', /outside of any task: too late/],
  ];
  for (const [what, name, said] of modules)
    it(`does not call a file sound whose module of runners ${what}`, async () => {
      const argv = ['check', '--runners', `./spec/cli/modules/${name}.mjs`, example];
      const { status, stderr } = await mlpipeline(argv);
      expect(status).to.equal(1);
      expect(stderr).to.match(said);
      expect(stderr).not.to.match(/\n\s+at /);
    });

  it('keeps what a module of runners prints away from its own output', async () => {
    const argv = [
      'check',
      '--format',
      'json',
      '--runners',
      './spec/cli/modules/talks.mjs',
      example,
    ];
    const { stdout, stderr } = await mlpipeline(argv);
    expect(JSON.parse(stdout)).to.have.property('files');
    expect(stderr).to.equal('hello from a module\n');
  });

  it('allows warnings, unless told to be strict', async () => {
    const file = 'examples/model-comparison.yaml';
    const lenient = await mlpipeline(['check', file]);
    expect(lenient.status).to.equal(0);
    expect(lenient.stdout).to.contain('warning[pruned-component]: no output needs `audit`');
    expect(lenient.stdout).to.contain('components    8, of which 1 pruned');
    expect((await mlpipeline(['check', '--strict', file])).status).to.equal(1);
  });

  it('gives programs the same as JSON', async () => {
    const { status, stdout } = await mlpipeline(['check', '--format', 'json', example, '-'], {
      input: unsound,
    });
    expect(status).to.equal(1);
    const { files } = JSON.parse(stdout) as { files: Record<string, unknown>[] };
    expect(files[0]).to.deep.equal({
      file: example,
      sound: true,
      diagnostics: [],
      name: 'Document extraction',
      components: 3,
      pruned: 0,
      edges: 2,
      depth: 3,
      prunedComponents: [],
      longestPath: ['image_preprocessing', 'image_ocr', 'extractor'],
    });
    expect(files[1]).to.have.property('sound', false);
    expect((files[1]?.diagnostics as unknown[])[0]).to.deep.equal({
      code: 'unknown-runner',
      severity: 'error',
      message: 'there is no runner `ExtractionModle`',
      place: {
        file: '<stdin>',
        start: { line: 7, column: 17, offset: 120 },
        end: { line: 7, column: 32, offset: 135 },
      },
      label: 'unknown runner',
      help: ['did you mean `ExtractionModel`?'],
      suggestions: ['ExtractionModel'],
      related: [],
    });
  });

  it('prints ten of a kind and counts the rest, or prints all on request', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `spare_${index}`);
    const input = `pipeline:
  name: Many warnings
  inputs: [page, ${names.join(', ')}]
  outputs: [page]
  components: [{ c: { runner: PassThrough, inputs: [page], outputs: [page] } }]
`;
    const cut = await mlpipeline(['check', '-'], { input });
    expect(cut.stdout.match(/warning\[unused-input\]/g)).to.have.length(10);
    expect(cut.stdout).to.contain('… and 2 more unused-input');
    const all = await mlpipeline(['check', '--all', '-'], { input });
    expect(all.stdout.match(/warning\[unused-input\]/g)).to.have.length(12);
  });

  it('takes any runner, or the runners of a module, when told to', async () => {
    expect(
      (await mlpipeline(['check', '--runners', 'any', '-'], { input: unsound })).stdout,
    ).not.to.contain('unknown-runner');
    const missing = await mlpipeline(['check', '--runners', './nowhere.js', example]);
    expect(missing.status).to.equal(2);
    expect(missing.stderr).to.match(/^mlpipeline: there is no module `.\/nowhere.js`\n/);
  });

  it('colours what it prints only when it is asked to, where there is no terminal', async () => {
    const settings = { input: unsound, environment: { FORCE_COLOR: '1' } };
    expect((await mlpipeline(['check', '-'], settings)).stdout).to.contain('\u001b[1;31m');
  });

  it('takes -b, for those who are used to saying that a file is in lists', async () => {
    const file = 'examples/simulated-extraction/pipeline-in-lists.yaml';
    expect((await mlpipeline(['check', '-b', file])).status).to.equal(0);
  });
});

describe('mlpipeline dry-run', () => {
  it('shows the order, the way to each output, and what is pruned', async () => {
    expect(await mlpipeline(['dry-run', 'examples/model-comparison.yaml'])).to.deep.equal({
      status: 0,
      stderr: '',
      stdout: `Comparison of three models can finish: 7 tasks in 4 steps

Order (the tasks of one step do not wait for each other)
  1  prepare, warm_up
  2  small_model, middle_model, large_model
  3  collect
  4  judge

Outputs
  verdict  question, sample → {prepare, warm_up} → {small_model, middle_model, large_model} → collect → judge.verdict
  answers  sample → {prepare, warm_up} → {small_model, middle_model, large_model} → collect.answers

Pruned
  audit: no output of the pipeline needs it
`,
    });
  });

  it('names each task that is stuck and the inputs that it misses', async () => {
    const { status, stdout, stderr } = await mlpipeline(['dry-run', '-'], {
      input: `pipeline:
  name: Stuck
  inputs: []
  outputs: [c.x]
  components:
    - a: { runner: PassThrough, inputs: [b.x], outputs: [x] }
    - b: { runner: PassThrough, inputs: [a.x], outputs: [x] }
    - c: { runner: PassThrough, inputs: [b.x], outputs: [x] }
`,
    });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.contain(`  = 3 tasks can never run, since these are never available:
  =   a: b.x
  =   b: a.x
  =   c: b.x
`);
  });

  it('gives programs the same as JSON', async () => {
    const { stdout } = await mlpipeline(['dry-run', '--format', 'json', example]);
    expect(JSON.parse(stdout)).to.deep.equal({
      sound: true,
      name: 'Document extraction',
      steps: [['image_preprocessing'], ['image_ocr'], ['extractor']],
      outputs: [
        {
          output: 'extractions',
          consumable: 'extractor.extractions',
          inputs: ['document_id', 'page_num'],
          steps: [['image_preprocessing'], ['image_ocr'], ['extractor']],
        },
      ],
      mayBeAbsent: [],
      pruned: [],
    });
    const failed = await mlpipeline(['dry-run', '--format', 'json', '-'], { input: unsound });
    expect(failed.status).to.equal(1);
    const { sound, diagnostics } = JSON.parse(failed.stdout) as {
      sound: boolean;
      diagnostics: { code: string }[];
    };
    expect(sound).to.equal(false);
    expect(diagnostics.map(({ code }) => code)).to.deep.equal(['unknown-runner', 'unknown-input']);
  });
});

describe('mlpipeline graph', () => {
  for (const [format, beginning] of [
    ['mermaid', 'flowchart'],
    ['dot', 'digraph'],
    ['svg', '<svg'],
    ['json', '{'],
  ] as const)
    it(`draws as ${format}`, async () => {
      const { status, stdout, stderr } = await mlpipeline(['graph', '--format', format, example]);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(stdout).to.contain(beginning);
      expect(stdout).to.contain('image_ocr');
    });

  it('draws nothing of an unsound file, and says why on stderr', async () => {
    const { status, stdout, stderr } = await mlpipeline(['graph', '-'], { input: unsound });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.contain('error[unknown-runner]');
  });
});

describe('mlpipeline schema', () => {
  it('prints the JSON Schema of the format', async () => {
    const { status, stdout } = await mlpipeline(['schema']);
    expect(status).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal(jsonSchema());
  });
});

describe('the command line', () => {
  const wrong: readonly [string, readonly string[], RegExp][] = [
    ['no command', [], /^Usage: mlpipeline/],
    ['an unknown command', ['chek'], /unknown command `chek`\n\(Did you mean `check`\?\)/],
    [
      'the help of one',
      ['help', 'rum'],
      /^mlpipeline: unknown command `rum`\n\(Did you mean `run`\?\)/,
    ],
    [
      'options that exclude each other',
      ['run', example, '--no-cache', '--cache'],
      /^mlpipeline: options `--cache` and `--no-cache` cannot be used together\n$/,
    ],
    [
      'a report of what is neither a file nor a run',
      ['report', 'nosuch'],
      /^mlpipeline: `nosuch` cannot be read: there is no such file, nor is it the id of a run, as `mlpipeline runs` lists them\n$/,
    ],
    [
      'a file without a command',
      [example, '--quiet'],
      new RegExp(
        `^mlpipeline: \`${example}\` is not a command: did you mean \`mlpipeline run ${example} --quiet\`\\?\n$`,
      ),
    ],
    [
      'inputs that no option gives',
      ['run', example, 'document_id=3', 'page_num=4'],
      /^mlpipeline: inputs go after `--inputs`: `--inputs document_id=3 page_num=4`\n$/,
    ],
    [
      'inputs that `--only` has taken, and all else that is wrong with options',
      ['run', example, '--timeout', '1x', '--retry', 'y', '--only', 'extractions', 'document_id=3'],
      /^mlpipeline: `--retry` takes a whole number, 0 or more, not `y`\n {2}`--only` took `document_id=3`: inputs go after `--inputs`\n {2}`--timeout` takes a duration .* not `1x`\n {2}missing inputs: `document_id`, `page_num`\n$/,
    ],
    [
      'an output that there is not',
      ['run', example, '--only', 'extraction'],
      /^mlpipeline: the pipeline has no output `extraction`: did you mean `extractions`\?\n/,
    ],
    [
      'an output that is like no other',
      ['run', example, '--only', 'summary'],
      /^mlpipeline: the pipeline has no output `summary`: its outputs are `extractions`\n/,
    ],
    [
      'a file that `--only` has taken',
      ['run', '--only', 'extractions', example],
      /^mlpipeline: no pipeline file is named: `mlpipeline run FILE`; `--only` took `.*`: name the file before it\n$/,
    ],
    [
      'a run without runners',
      ['run', example, '--runners', 'any'],
      /^mlpipeline: `--runners any` loads no runners: there is nothing to run\n$/,
    ],
    [
      'an empty file of inputs',
      ['run', example, '--inputs-file', '/dev/null'],
      /^mlpipeline: `\/dev\/null` must hold a map from inputs to values, and is empty\n$/,
    ],
    [
      'an option that takes one value twice',
      ['run', '--file', example, '--file', example],
      /^mlpipeline: option `--file` is given twice\n$/,
    ],
    [
      'two files of inputs',
      ['run', example, '--inputs-file', '/dev/null', '--inputs-file', '/dev/null'],
      /^mlpipeline: option `--inputs-file` is given twice\n$/,
    ],
    [
      'an option with choices twice',
      ['graph', example, '--format', 'dot', '--format', 'mermaid'],
      /^mlpipeline: option `--format` is given twice\n$/,
    ],
    [
      'two files for one run',
      ['run', example, example],
      /only one pipeline file can be run: `.*` is extra\n$/,
    ],
    ['an unknown option', ['check', '--fast', example], /unknown option `--fast`/],
    ['no file', ['check'], /missing required argument `file`/],
    ['a file too many', ['graph', example, example], /too many arguments/],
    [
      'a depth that is no number',
      ['graph', example, '--depth', 'all'],
      /`--depth` takes a whole number, 0 or more, not `all`\n$/,
    ],
    [
      'a depth of what has all levels',
      ['graph', example, '--depth', '1', '--format', 'json'],
      /`--depth` cannot be used with `--format json`, which has all levels\n$/,
    ],
    [
      'an unknown format',
      ['graph', '--format', 'png', example],
      /^mlpipeline: option `--format` is `mermaid`, `dot`, `svg` or `json`, not `png`\n$/,
    ],
    [
      'a mistyped format',
      ['run', example, '--output', 'jsn'],
      /^mlpipeline: option `--output` is `json`, `yaml` or `text`, not `jsn`; did you mean `json`\?\n$/,
    ],
    [
      'a mistyped log',
      ['run', example, '--log', 'txt'],
      /^mlpipeline: option `--log` is `text`, `json` or `none`, not `txt`; did you mean `text`\?\n$/,
    ],
    [
      'a mistyped thing to do on failure',
      ['run', example, '--on-failure', 'contineu'],
      /^mlpipeline: option `--on-failure` is `stop` or `continue`, not `contineu`; did you mean `continue`\?\n$/,
    ],
    ['a file that is not there', ['check', 'nowhere.yaml'], /`nowhere.yaml` cannot be read/],
    ['a folder', ['check', 'examples'], /`examples` cannot be read: it is a folder/],
  ];
  for (const [what, argv, said] of wrong)
    it(`ends with 2 and a sentence on stderr for ${what}`, async () => {
      const { status, stdout, stderr } = await mlpipeline(argv);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
      expect(stderr).to.match(said);
      expect(stderr).not.to.match(/\n\s+at /);
    });

  it('prints its help and its version', async () => {
    expect((await mlpipeline(['--help'])).stdout).to.match(/^Usage: mlpipeline/);
    expect((await mlpipeline(['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('is not upset by a reader that closes the pipe', async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `spare_${index}`);
    const input = `pipeline: { name: x, inputs: [page, ${names.join(', ')}], outputs: [page], components: [c: { runner: Merge, inputs: [page], outputs: [x] }] }`;
    const { status, stderr } = await mlpipeline(['check', '--all', '-'], { input, closeAfter: 10 });
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
  });
});
