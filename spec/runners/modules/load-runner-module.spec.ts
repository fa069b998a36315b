import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { expect } from 'chai';

import {
  loadRunnerModule,
  RunnerModuleError,
} from '../../../lib/runners/modules/load-runner-module.js';
import type { RunnerContext } from '../../../lib/runners/runner.js';

describe('a module of runners that cannot be loaded', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'modules '));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const told = async (path: string, files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    try {
      await loadRunnerModule(path, folder);
    } catch (error) {
      if (error instanceof RunnerModuleError) return [error.message, ...error.help].join('\n');
      throw error;
    }
    return 'loaded';
  };

  const failing = 'export const run = () => ({});\nconst settings = undefined;\nsettings.load();\n';
  const unparsable = 'export const run = () => ({});\nexport const other = (;\n';

  for (const ending of ['mjs', 'ts'])
    it(`is named with the line at which it fails: .${ending}`, async () => {
      expect(await told(`fails.${ending}`, { [`fails.${ending}`]: failing })).to.equal(
        `module \`fails.${ending}\` could not be loaded: Cannot read properties of undefined (reading 'load')\nat fails.${ending}:3:10`,
      );
    });

  it('is named with the line of a module that it imports, where that fails', async () => {
    const files = { 'runners.mjs': "import './in/fails.mjs';\n", 'in/fails.mjs': failing };
    expect(await told('./runners.mjs', files)).to.match(/\nat in\/fails\.mjs:3:10$/);
  });

  it('is named with the line of a mistake of syntax', async () => {
    expect(await told('syntax.mjs', { 'syntax.mjs': unparsable })).to.equal(
      "module `syntax.mjs` could not be loaded: Unexpected token ';'\nat syntax.mjs:2",
    );
    expect(await told('syntax.ts', { 'syntax.ts': unparsable })).to.match(/\nat syntax\.ts:2:22$/);
  });

  it('is named with the line of a mistake of syntax in what it imports', async () => {
    const files = {
      'runners.mjs': "import './in/between.mjs';\n",
      'in/between.mjs': "import 'node:fs';\nimport './syntax.mjs';\nimport './between.mjs';\n",
      'in/syntax.mjs': unparsable,
    };
    expect(await told('./runners.mjs', files)).to.equal(
      "module `./runners.mjs` could not be loaded: Unexpected token ';'\nat in/syntax.mjs:2",
    );
  });

  it('is told where packages are looked for', async () => {
    const text = (name: string): string => `import '${name}';\n`;
    for (const [name, wanted] of [
      ['no-such', 'no-such'],
      ['no-such-one/part.js', 'no-such-one'],
      ['@no/such', '@no/such'],
    ] as const)
      for (const file of [`${wanted.length}.mjs`, `${wanted.length}.ts`])
        expect((await told(file, { [file]: text(name) })).split('\n').slice(1)).to.deep.equal([
          `at ${file}:1`,
          `packages are searched for in the folder of the module that imports them and in the folders above it: run there \`npm install ${wanted}\``,
        ]);
  });

  it('takes no class for a runner', async () => {
    expect(await told('class.mjs', { 'class.mjs': 'export class Model {}\n' })).to.equal(
      'module `class.mjs` exports no runner\nexport functions by name, or what `defineRunner` returns; a class is not a runner, nor is a function that is the default export',
    );
  });

  it('takes no default export that is a function for a runner', async () => {
    for (const [file, text] of [
      ['default.mjs', 'export default () => ({});'],
      ['default.cjs', 'module.exports = () => ({});'],
    ] as const)
      expect(await told(file, { [file]: text })).to.match(/ exports no runner\n/);
  });

  it('says what it throws, whatever that is', async () => {
    expect(await told('throws.mjs', { 'throws.mjs': 'throw { code: 1 };' })).to.equal(
      'module `throws.mjs` could not be loaded: { code: 1 } was thrown',
    );
  });

  const decorators = `function logged(target: any, key: string, descriptor: PropertyDescriptor) {
  const inner = descriptor.value;
  descriptor.value = (...given: any[]) => ({ ...inner(...given), key });
  return descriptor;
}
class Model {
  @logged
  run(inputs: Record<string, unknown>) { return { out: 1 }; }
}
const model = new Model();
export const Run = () => model.run({});
`;

  it('is told of decorators, where nothing says that they are the old ones', async () => {
    const what = (file: string): string =>
      `module \`${file}\` could not be loaded: only legacy decorators are supported: set \`experimentalDecorators\` in \`tsconfig.json\` if these are legacy, or compile the module to JavaScript\nat decorated.ts:7`;
    expect(await told('decorated.ts', { 'decorated.ts': decorators })).to.equal(
      what('decorated.ts'),
    );
    const imported = { 'decorated.ts': decorators, 'm.ts': "export { Run } from './decorated';\n" };
    expect(await told('m.ts', imported)).to.equal(what('m.ts'));
  });

  it('may have the old decorators where tsconfig.json says so', async () => {
    const tsconfig = '{ "compilerOptions": { "experimentalDecorators": true } }';
    writeFileSync(join(folder, 'decorated.ts'), decorators);
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig);
    const [runner] = await loadRunnerModule('decorated.ts', folder);
    expect(runner?.run({}, {} as RunnerContext)).to.deep.equal({ out: 1, key: 'run' });
  });

  it('is named with the line that imports what is not there', async () => {
    const text =
      "const first = 1;\nimport { x } from './nowhere.js';\nexport const run = () => x;\n";
    for (const name of ['imports.mjs', 'imports.ts'])
      expect(await told(name, { [name]: text })).to.match(new RegExp(`\nat ${name}:2$`));
    const missing = { 'package.mjs': "import 'no-such-package';\n" };
    expect(await told('package.mjs', missing)).to.match(/\nat package\.mjs:1\n/);
  });

  it('gets no advice to be an ES module where it is one', async () => {
    const files = { 'new.mjs': "import { b } from './b.mjs';\n", 'b.mjs': 'export const a = 1;\n' };
    expect(await told('new.mjs', files)).to.match(/an export named 'b'\nat new\.mjs:1$/);
  });
});

describe('a module of runners', () => {
  const runner = "{ name: 'Made', run: () => ({}) }";
  const forms: Readonly<Record<string, readonly [file: string, text: string]>> = {
    'by name': ['a.mjs', `export const Run = () => ({}); export const made = ${runner};`],
    'as an object that is the default export': [
      'b.mjs',
      `export default { Run: () => ({}), made: ${runner} };`,
    ],
    'as a list that is the default export': [
      'c.mjs',
      `export const Run = () => ({}); export default [${runner}];`,
    ],
    'as the default export': ['d.mjs', `export const Run = () => ({}); export default ${runner};`],
    'by name and as the default export': [
      'e.mjs',
      `export const Run = () => ({}); export const made = ${runner}; export default { Run, made };`,
    ],
    'by `module.exports`': ['f.cjs', `module.exports = { Run: () => ({}), made: ${runner} };`],
    'by `module.exports`, spread': [
      'g.cjs',
      `const all = { Run: () => ({}), made: ${runner} }; module.exports = { ...all };`,
    ],
    'by `Object.assign`': [
      'h.cjs',
      `Object.assign(exports, { Run: () => ({}), made: ${runner} });`,
    ],
    'by `exports`': ['i.cjs', `exports.Run = () => ({}); exports.made = ${runner};`],
    'in TypeScript, as the default export': [
      'j.ts',
      `export default { Run: (): object => ({}), made: ${runner} };`,
    ],
    'in TypeScript, as CommonJS': [
      'k.cts',
      `module.exports = { Run: (): object => ({}), made: ${runner} };`,
    ],
    'as CommonJS made of an ES module': [
      'l.cjs',
      `Object.defineProperty(exports, '__esModule', { value: true });
exports.Run = () => ({});
exports.default = ${runner};`,
    ],
  };
  for (const [how, [file, text]] of Object.entries(forms))
    it(`may export its runners ${how}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'modules '));
      try {
        writeFileSync(join(folder, file), text);
        const names = (await loadRunnerModule(file, folder)).map(({ name }) => name);
        expect(names.toSorted()).to.deep.equal(['Made', 'Run']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

  it('in TypeScript may import by the `paths` of its `tsconfig.json`', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules '));
    try {
      mkdirSync(join(folder, 'src'));
      for (const [file, text] of [
        ['tsconfig.json', '{ "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } } }'],
        ['src/three.ts', 'export const three: number = 3;'],
        [
          'runners.ts',
          `import { three } from '@lib/three';\nexport const Run = () => ({ three });`,
        ],
      ] as const)
        writeFileSync(join(folder, file), text);
      const [run] = await loadRunnerModule('runners.ts', folder);
      expect(run?.run({}, {} as never)).to.deep.equal({ three: 3 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('in TypeScript is run once, also where several that import it are loaded at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules '));
    try {
      writeFileSync(join(folder, 'shared.ts'), 'export const made: object = {};\n');
      const files = ['a.ts', 'b.ts', 'c.ts'];
      for (const file of files)
        writeFileSync(
          join(folder, file),
          `import { made } from './shared.js';\nconst own = made;\nexport const Run = () => ({ own });\n`,
        );
      const loaded = await Promise.all(files.map((file) => loadRunnerModule(file, folder)));
      const own = loaded.map(([run]) => (run?.run({}, {} as never) as { own: unknown }).own);
      expect(new Set(own).size).to.equal(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('in TypeScript may load another one while it is loaded itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules '));
    try {
      writeFileSync(join(folder, 'inner.ts'), 'export const Inner = (): object => ({});\n');
      writeFileSync(
        join(folder, 'outer.ts'),
        `const [inner] = await globalThis.loadInner();\nexport const Outer = () => ({ name: inner.name });\n`,
      );
      Object.assign(globalThis, { loadInner: () => loadRunnerModule('inner.ts', folder) });
      const [outer] = await loadRunnerModule('outer.ts', folder);
      expect(outer?.run({}, {} as never)).to.deep.equal({ name: 'Inner' });
    } finally {
      Reflect.deleteProperty(globalThis, 'loadInner');
      rmSync(folder, { recursive: true });
    }
  });

  it('may give one that a class has made, whose functions are those of the class', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules '));
    try {
      writeFileSync(
        join(folder, 'made.mjs'),
        `class Made {
  name = 'Made';
  mistake = 'no';
  check() { return [{ message: this.mistake }]; }
  run() { return { out: this.mistake }; }
}
export const made = new Made();
`,
      );
      const [runner] = await loadRunnerModule('made.mjs', folder);
      expect(runner?.check?.({ inputs: [], outputs: [], params: {} })).to.deep.equal([
        { message: 'no' },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
