import { mkdirSync, symlinkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { expect } from 'chai';

import { UsageError } from '../../../lib/cli/exit/usage-error.js';
import { FreshModules } from '../../../lib/cli/watch/fresh-modules.js';
import type { RunCommandOptions } from '../../../lib/cli/flags/run-flags.js';
import { WatchedPipeline } from '../../../lib/cli/watch/watched-pipeline.js';

const options: RunCommandOptions = {
  runners: [],
  output: 'json',
  quiet: false,
  verbose: false,
};

const files = {
  'pipeline.yaml': `
pipeline:
  name: Word count
  runners: [./words.mjs, ./shout.mjs]
  inputs: [text]
  outputs: { count: count.count, shout: shout.text }
  components:
    words: { runner: Words, inputs: [text], outputs: [words] }
    count: { runner: Count, inputs: [words.words], outputs: [count] }
    shout: { runner: Shout, inputs: [text], outputs: [text] }
`,
  'words.mjs': `
import { separator } from './separator.mjs';
export const Words = ({ text }) => ({ words: text.split(separator) });
export const Count = ({ words }) => ({ count: words.length });
`,
  'separator.mjs': `export const separator = ' ';\n`,
  'shout.mjs': `export const Shout = ({ text }) => ({ text: text.toUpperCase() });\n`,
  'note.txt': 'to be or not',
};

describe('mlpipeline watch, of a pipeline and its files', () => {
  let folder: string;
  let pipeline: WatchedPipeline;
  let modules: FreshModules;
  let told = '';
  let heard: () => void = () => undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-watch-'));
    for (const [name, text] of Object.entries(files)) write(name, text);
    modules = new FreshModules();
    told = '';
  });
  afterEach(() => {
    pipeline.stop();
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };

  const start = async (more: Partial<RunCommandOptions> = {}): Promise<string> => {
    pipeline = new WatchedPipeline({
      file: join(folder, 'pipeline.yaml'),
      options: { ...options, inputs: [`text=@${join(folder, 'note.txt')}`], ...more },
      modules,
      stdout: (text) => {
        told += text;
        heard();
      },
      stderr: (text) => (told += text),
    });
    await pipeline.start();
    return take();
  };

  /** Resolves when outputs are printed the next time. */
  const printed = (): Promise<void> =>
    new Promise((resolve) => {
      heard = resolve;
    });

  /** What was written since the last call, the folder left out. */
  const take = (): string => {
    const all = told
      .replaceAll(`${relative(process.cwd(), folder)}/`, '')
      .replaceAll(`${folder}/`, '');
    told = '';
    return all;
  };

  /** What is written when these files have been given these contents, or removed. */
  const follow = async (changed: Readonly<Record<string, string | undefined>>): Promise<string> => {
    for (const [name, text] of Object.entries(changed))
      if (text === undefined) rmSync(join(folder, name));
      else write(name, text);
    await pipeline.follow(new Set(Object.keys(changed).map((name) => join(folder, name))));
    return take();
  };

  it('runs at first, and again what follows from an input', async () => {
    expect(await start()).to.equal(
      '  ran `words`, `shout` and `count`\n' +
        '{"count":4,"shout":"TO BE OR NOT"}\n' +
        'watching `pipeline.yaml`, `note.txt`, `words.mjs`, `shout.mjs` and `separator.mjs`; press Ctrl-C to stop\n',
    );
    expect(await follow({ 'note.txt': 'to be or now' })).to.equal(
      '`note.txt` changed\n' +
        '  ran `words`, `shout` and `count`\n' +
        '{"count":4,"shout":"TO BE OR NOW"}\n',
    );
    expect(await follow({ 'note.txt': 'to be or now' })).to.equal(
      '`note.txt` changed\n  no input changed\n',
    );
  });

  it('follows the script of a command, and a file of params', async () => {
    const script = (text: string): string => `console.log(JSON.stringify({ text: '${text}' }))\n`;
    write('say.mjs', script('one'));
    write('set.yaml', 'quiet: { value: a }\n');
    write('quiet.mjs', 'export const Quiet = (_, { params }) => ({ text: params.value });\n');
    write(
      'pipeline.yaml',
      `
pipeline:
  name: Commands
  runners: [./quiet.mjs]
  inputs: [text]
  outputs: { said: say.text, quiet: quiet.text }
  components:
    say: { runner: Command, params: { command: [node, say.mjs, '\${text}'] }, inputs: [text], outputs: [text] }
    quiet: { runner: Quiet, params: { value: b }, inputs: [text], outputs: [text] }
`,
    );
    const first = printed();
    expect(await start({ setFile: [join(folder, 'set.yaml')] })).to.match(
      /^watching `pipeline\.yaml`, `note\.txt`, `set\.yaml`, `quiet\.mjs` and `say\.mjs`; press Ctrl-C to stop\n$/m,
    );
    await first;
    const second = printed();
    write('say.mjs', script('two'));
    await pipeline.follow(new Set([join(folder, 'say.mjs')]));
    await second;
    expect(take().replace(/ in [\d.]+ s/g, '')).to.equal(
      `  ran \`quiet\` and \`say\`
{"said":"one","quiet":"a"}
\`say.mjs\` changed
  ran \`say\`; kept \`quiet\`
{"said":"two","quiet":"a"}
`,
    );
    expect(await follow({ 'set.yaml': 'quiet: { value: c }\n' })).to.equal(
      `\`set.yaml\` changed
  ran \`quiet\`; kept \`say\`
{"said":"two","quiet":"c"}
`,
    );
  });

  it('says nothing of tasks that no output asked for needs', async () => {
    expect(await start({ only: ['shout'] })).to.match(/^ {2}ran `shout`\n/);
    expect(await follow({ 'separator.mjs': `export const separator = 'o';\n` })).to.equal(
      '`separator.mjs` changed\n  ran nothing; kept `shout`\n',
    );
  });

  it('keeps what does not follow from a module that has changed', async () => {
    await start();
    expect(
      await follow({ 'shout.mjs': 'export const Shout = ({ text }) => ({ text: `${text}!` });' }),
    ).to.equal(
      '`shout.mjs` changed\n' +
        '  ran `shout`; kept `words` and `count`\n' +
        '{"count":4,"shout":"to be or not!"}\n',
    );
  });

  it('follows what a module imports, and knows those files', async () => {
    await start();
    expect(pipeline.files()).to.include(join(folder, 'separator.mjs'));
    expect(await follow({ 'separator.mjs': `export const separator = 'o';\n` })).to.equal(
      '`separator.mjs` changed\n' + '  ran `words` and `count`; kept `shout`\n',
    );
  });

  it('keeps what does not follow from an edit of the pipeline', async () => {
    await start();
    const edited = files['pipeline.yaml']
      .replace('shout: { runner: Shout', 'shout: { timeout: 1m, runner: Shout')
      .replace('inputs: [words.words]', 'inputs: { words: text }');
    expect(await follow({ 'pipeline.yaml': edited })).to.equal(
      '`pipeline.yaml` changed\n' +
        '  ran `count`; kept `shout`\n' +
        '{"count":12,"shout":"TO BE OR NOT"}\n',
    );
    expect(await follow({ 'pipeline.yaml': `${edited}# the same\n` })).to.equal(
      '`pipeline.yaml` changed\n  ran nothing; kept `count` and `shout`\n',
    );
  });

  const save = async (name: string, text: string): Promise<string> => follow({ [name]: text });

  it('follows the files of pipelines within it', async () => {
    const outer = `
pipeline:
  name: Outer
  runners: [./words.mjs, ./shout.mjs]
  inputs: [text]
  outputs: { count: count.count, shout: each.shout }
  components:
    words: { runner: Words, inputs: [text], outputs: [words] }
    count: { runner: Count, inputs: [words.words], outputs: [count] }
    each: { pipeline: ./inner.yaml, map: text, inputs: { text: words.words }, outputs: [shout] }
`;
    const inner = `
pipeline:
  name: Inner
  runners: [./shout.mjs]
  inputs: [text]
  outputs: { shout: { first: [shout.text, text] } }
  components:
    shout: { runner: Shout, when: text != "be", inputs: [text], outputs: [text] }
`;
    write('pipeline.yaml', outer);
    write('inner.yaml', inner);
    expect(await start()).to.include('inner.yaml');
    expect(pipeline.files()).to.include(join(folder, 'inner.yaml'));
    expect(await save('inner.yaml', `# as it was${inner}`)).to.include(
      '  ran nothing; kept `words`, `count` and `each`\n',
    );
    expect(await save('inner.yaml', inner.replace('"be"', '"to"'))).to.include(
      '{"count":4,"shout":["to","BE","OR","NOT"]}',
    );
    expect(await save('inner.yaml', inner.replace('Shout,', 'Shuot,'))).to.include(
      'did you mean `Shout`?',
    );
    expect(await save('inner.yaml', inner.replace('first', 'race'))).to.include(
      'kept `words` and `count`\n',
    );
  });

  it('keeps what takes a list, or an object, that is as it was', async () => {
    write('list.mjs', 'export const Size = ({ list }) => ({ size: list.length });\n');
    const text = `
pipeline:
  name: Sizes
  runners: [./list.mjs]
  inputs: { list: { type: json } }
  outputs: [all.size]
  components:
    all: { runner: Size, inputs: [list], outputs: [size] }
`;
    write('pipeline.yaml', text);
    await start({ inputs: ['list=[1, { "two": 2 }]'] });
    expect(await save('pipeline.yaml', `${text}# the same\n`)).to.equal(
      '`pipeline.yaml` changed\n  ran nothing; kept `all`\n',
    );
  });

  it('runs again what is repeated or falls back in another way', async () => {
    const text = (rounds: number, instead: string): string => `
pipeline:
  name: Again
  runners: [./again.mjs]
  inputs: [text]
  outputs: { round: more.text, other: other.text }
  components:
    more:
      runner: More
      inputs: [text]
      outputs: [text]
      repeat: { until: 'size(text) >= ${rounds}', atMost: 99, carry: { text: text } }
    other: { runner: Broken, inputs: [text], outputs: [text], fallback: [{ runner: ${instead} }] }
`;
    write(
      'again.mjs',
      `export const More = ({ text }) => ({ text: text + '.' });
export const Broken = () => { throw new Error('broken'); };
export const One = () => ({ text: 'one' });
export const Two = () => ({ text: 'two' });
`,
    );
    write('note.txt', '');
    write('pipeline.yaml', text(2, 'One'));
    expect(await start()).to.include('{"round":"..","other":"one"}');
    expect(await save('pipeline.yaml', text(3, 'One'))).to.include('{"round":"...","other":"one"}');
    expect(await save('pipeline.yaml', text(3, 'Two'))).to.include('{"round":"...","other":"two"}');
  });

  it('tells what is wrong with a file, keeps what was there, and recovers', async () => {
    await start();
    expect(await follow({ 'note.txt': undefined })).to.equal(
      '`note.txt` changed\n' +
        'mlpipeline: `note.txt` cannot be read: there is no such file\n' +
        '  the previous version stays in use\n',
    );
    const broken = await follow({
      'pipeline.yaml': files['pipeline.yaml'].replace('Shout', 'Sho'),
    });
    expect(broken).to.match(
      /^`pipeline\.yaml` changed\nerror\[unknown-runner\]: there is no runner `Sho`\n/,
    );
    expect(broken).to.match(/pipeline\.yaml: 1 error\n {2}the previous version stays in use\n$/);
    const unsound = await follow({ 'shout.mjs': 'export const Shout = (' });
    expect(unsound).to.include('module `./shout.mjs` could not be loaded: ');
    expect(
      await follow({
        'note.txt': 'now',
        'pipeline.yaml': files['pipeline.yaml'],
        'shout.mjs': files['shout.mjs'],
      }),
    ).to.equal(
      '`note.txt`, `pipeline.yaml` and `shout.mjs` changed\n' +
        '  ran `words`, `shout` and `count`\n' +
        '{"count":1,"shout":"NOW"}\n',
    );
  });

  it('waits for a pipeline that is unsound when it starts', async () => {
    write('pipeline.yaml', 'pipeline: {}');
    expect(await start()).to.match(
      /\n {2}waiting for a change\nwatching `pipeline.yaml` and `note.txt`; press Ctrl-C to stop\n$/,
    );
    expect(await follow({ 'pipeline.yaml': files['pipeline.yaml'] })).to.equal(
      '`pipeline.yaml` changed\n' +
        '  ran `words`, `shout` and `count`\n' +
        '{"count":4,"shout":"TO BE OR NOT"}\n',
    );
  });

  it('tells of tasks that fail, and recovers', async () => {
    write(
      'shout.mjs',
      `export const Shout = ({ text }) => {
         if (text === '') throw new Error('nothing to shout');
         return { text: text.toUpperCase() };
       };`,
    );
    await start();
    expect(await follow({ 'note.txt': '' })).to.equal(
      '`note.txt` changed\n' +
        '  `shout` failed: nothing to shout\n' +
        '  ran `words` and `count`\n',
    );
    expect(await follow({ 'note.txt': 'a' })).to.equal(
      '`note.txt` changed\n' + '  ran `words`, `shout` and `count`\n' + '{"count":1,"shout":"A"}\n',
    );
  });

  it('follows what an ES module imports whose path goes through a symbolic link', async () => {
    mkdirSync(join(folder, 'real'));
    write('real/end.mjs', `export const end = '!';`);
    write(
      'real/shout.mjs',
      `import { end } from './end.mjs';\nexport const Shout = ({ text }) => ({ text: text + end });`,
    );
    symlinkSync(join(folder, 'real'), join(folder, 'linked'));
    write('pipeline.yaml', files['pipeline.yaml'].replace('./shout.mjs', './linked/shout.mjs'));
    expect(await start()).to.include('{"count":4,"shout":"to be or not!"}');
    expect(await follow({ 'real/end.mjs': `export const end = '?';` })).to.equal(
      '`real/end.mjs` changed\n' +
        '  ran `shout`; kept `words` and `count`\n' +
        '{"count":4,"shout":"to be or not?"}\n',
    );
  });

  it('loads TypeScript and CommonJS anew, with what these require', async () => {
    mkdirSync(join(folder, 'more'));
    write('more/package.json', '{ "type": "commonjs" }');
    write('more/end.cjs', `module.exports = '!';`);
    write(
      'more/shout.cjs',
      `const end = require('./end.cjs');\nexports.Shout = ({ text }) => ({ text: text + end });`,
    );
    write(
      'more/many.ts',
      'export const many = (words: readonly string[]): number => words.length;',
    );
    write(
      'more/count.ts',
      `import { many } from './many.js';\nexport const Count = ({ words }: { words: string[] }) => ({ count: many(words) });`,
    );
    const yaml = files['pipeline.yaml'].replace('./shout.mjs', './more/shout.cjs, ./more/count.ts');
    write('pipeline.yaml', yaml);
    expect(await start()).to.include('{"count":4,"shout":"to be or not!"}');
    expect([...pipeline.files()]).to.include.members(
      ['more/end.cjs', 'more/many.ts'].map((one) => join(folder, one)),
    );
    expect(await follow({ 'more/end.cjs': `module.exports = '?';` })).to.equal(
      '`more/end.cjs` changed\n' +
        '  ran `shout`; kept `words` and `count`\n' +
        '{"count":4,"shout":"to be or not?"}\n',
    );
    expect(
      await follow({
        'more/many.ts': 'export const many = (words: readonly string[]): number => -words.length;',
      }),
    ).to.equal(
      '`more/many.ts` changed\n' +
        '  ran `count`; kept `words` and `shout`\n' +
        '{"count":-4,"shout":"to be or not?"}\n',
    );
  });

  it('tells results apart in each form', async () => {
    await start({ output: 'yaml', quiet: true });
    expect(await follow({ 'note.txt': 'a' })).to.equal('---\ncount: 1\nshout: A\n');
    pipeline.stop();
    await start({ output: 'text', quiet: true });
    expect(await follow({ 'note.txt': 'b' })).to.equal('count=1\nshout=B\n\n');
  });

  it('refuses inputs that are wrong when it starts', async () => {
    const error = await start({ inputs: ['txt=a', 'text'] }).catch((error: unknown) => error);
    expect(error).to.be.instanceOf(UsageError);
    expect((error as Error).message).to.equal(
      '`text` is not `name=value`\n  missing input: `text`\n  the pipeline has no input `txt`: did you mean `text`?',
    );
  });

  it('says where results would be kept where there is no store, once', async () => {
    const cached = files['pipeline.yaml'].replace(
      'outputs: [count]',
      'outputs: [count], cache: true',
    );
    const said =
      'mlpipeline: `count` says `cache: true`, but there is no store for their results: `--store` keeps them in `.mlpipeline`, `--no-store` runs without a cache\n';
    write('pipeline.yaml', cached);
    const first = await start();
    expect(first.startsWith(`${said}  ran \`words\``)).to.equal(true);
    expect(await follow({ 'words.mjs': `${files['words.mjs']}\n` })).not.to.contain('cache');
    expect(await follow({ 'pipeline.yaml': files['pipeline.yaml'] })).not.to.contain('cache');
    expect(await follow({ 'pipeline.yaml': cached })).to.contain(said);
    pipeline.stop();
    expect(await start({ log: 'json' })).to.contain(
      '{"type":"note","message":"`count` says `cache: true`, but there is',
    );
    for (const flag of [{ store: false }, { cache: false }, { quiet: true }]) {
      pipeline.stop();
      expect(await start(flag)).not.to.contain('cache');
    }
  });
});
