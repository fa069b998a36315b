import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import type { Values } from '../../../lib/engine/events/event.js';
import { seedFor } from '../../../lib/engine/attempts/seeds.js';
import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import { loadObject, loadText, orThrow } from '../../../lib/load.js';
import { groupsEnded } from '../../../lib/runners/command/process-group.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { expectDiagnostics } from '../../expect-diagnostics.js';
import { jsonError, oneTask, type Seen, type TaskBody } from '../one-task.js';

const node = process.execPath;

/** A task that runs a script in JavaScript. */
const script = (
  code: string,
  params: Values = {},
  args: readonly string[] = [],
): Omit<TaskBody, 'outputs'> => ({
  runner: 'Command',
  params: { command: [node, '-e', code, '--', ...args], ...params },
});

const shell = (code: string, params: Values = {}): Omit<TaskBody, 'outputs'> => ({
  runner: 'Command',
  params: { command: ['sh', '-c', code], ...params },
});

/** Writes what comes on stdin as the output `out`. */
const echo = `
  let text = '';
  process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
  process.stdin.on('end', () => console.log(JSON.stringify({ out: JSON.parse(text) })));
`;

const failure = async (body: TaskBody, inputs: Values = {}) => {
  const [failed] = (await (await oneTask(body, inputs)).error)?.failures ?? [];
  return { message: failed?.message, final: failed?.final };
};

/** Whether there is such a process; one that only waits to be buried is none. */
const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** What the children of this process are that have ended and were not waited for. */
const zombies = (): string[] => {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return children.split(' ').filter((pid) => {
    try {
      return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
};

describe('Command', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'command-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(groupsEnded);

  describe('gives a program its inputs', () => {
    it('as JSON on stdin, and takes its outputs as JSON from stdout', async () => {
      const { outputs } = await oneTask(script(echo), { a: [1, { b: null }], c: 'é😀' });
      expect(await outputs).to.deep.equal({ out: { a: [1, { b: null }], c: 'é😀' } });
    });

    it('in its arguments and environment, as they are, past any shell', async () => {
      const code = `console.log(JSON.stringify({ out: [...process.argv.slice(1), process.env.PAGE] }))`;
      const nasty = `"; rm -rf $HOME; $(page) '`;
      const { outputs } = await oneTask(
        script(code, { env: { PAGE: 'p$(page)' }, stdin: 'none' }, [
          '--file=$(file)',
          '$$(file)',
          '$(yes)',
        ]),
        { file: nasty, page: 7, yes: true },
      );
      expect(await outputs).to.deep.equal({ out: [`--file=${nasty}`, '$(file)', 'true', 'p7'] });
    });

    it('one of them, text or bytes, and takes all of stdout as one output', async () => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 256);
      const params = { command: ['cat'], stdin: '$(image)', stdout: 'bytes' };
      const { outputs } = await oneTask({ runner: 'Command', params }, { image: bytes });
      expect(await outputs).to.deep.equal({ out: bytes });
      const text = await oneTask(
        {
          runner: 'Command',
          params: { command: ['cat'], stdin: 'Dear $(name),', stdout: 'text' },
        },
        { name: 'Zoë' },
      );
      expect(await text.outputs).to.deep.equal({ out: 'Dear Zoë,' });
    });

    it('binary ones in JSON, and takes binary outputs', async () => {
      const values = { image: new Uint8Array([0, 1, 255]), vector: new Float32Array([0.5, -2]) };
      const { outputs } = await oneTask(script(echo), values);
      expect(await outputs).to.deep.equal({ out: values });
    });

    it('though it does not read them', async () => {
      const { outputs } = await oneTask(shell(`exec 0<&-; echo '{"out": 1}'`), {
        large: 'x'.repeat(5_000_000),
      });
      expect(await outputs).to.deep.equal({ out: 1 });
    });

    it('in the folder that it is to work in, which counts from that of the pipeline', async () => {
      mkdirSync(join(folder, 'models'));
      writeFileSync(
        join(folder, 'models', 'read.sh'),
        '#!/bin/sh\necho "{\\"out\\": \\"$PWD\\"}"\n',
      );
      chmodSync(join(folder, 'models', 'read.sh'), 0o755);
      const body = { runner: 'Command', params: { command: ['./read.sh'], cwd: 'models' } };
      const { outputs } = await oneTask(body, {}, {}, { directory: folder });
      expect(await outputs).to.deep.equal({ out: join(folder, 'models') });
    });
  });

  it('takes characters that are cut between two writes', async () => {
    const code = `
      const { writeSync } = require('node:fs');
      const out = Buffer.from('{"out":"é😀"}');
      const log = Buffer.from('naïve\\n');
      for (const byte of out) writeSync(1, Buffer.of(byte));
      for (const byte of log) writeSync(2, Buffer.of(byte));
    `;
    const { outputs, logs } = await oneTask(script(code));
    expect(await outputs).to.deep.equal({ out: 'é😀' });
    expect(logs).to.deep.equal(['naïve']);
  });

  it('logs stderr line by line, and takes its progress from it', async () => {
    const code = `printf 'loading\\nprogress: 0.25\\r\\nprogress: 50%%\\rprogress: 3/4\\n\\nprogress: 7\\nlast' >&2; echo '{"out": 1}'`;
    const seen = await oneTask(shell(code));
    await seen.outputs;
    expect(seen.logs).to.deep.equal(['loading', 'progress: 7', 'last']);
    expect(
      seen.events.flatMap((event) => (event.type === 'attempt-progress' ? [event.fraction] : [])),
    ).to.deep.equal([0.25, 0.5, 0.75]);
  });

  it('logs of a line that is drawn over and over only what stands there in the end', async () => {
    const code = `printf '10 %%\\r20 %%\\rprogress: 0.3\\r40 %%' >&2; printf '\\r100 %%\\r' >&2; printf '\\ndone\\r\\n5\\r6' >&2; echo '{"out": 1}'`;
    const seen = await oneTask(shell(code));
    await seen.outputs;
    expect(seen.logs).to.deep.equal(['100 %', 'done', '6']);
    expect(
      seen.events.flatMap((event) => (event.type === 'attempt-progress' ? [event.fraction] : [])),
    ).to.deep.equal([0.3]);
  });

  it('lets a program without outputs write as much as it likes', async () => {
    const body = shell('head -c 3000000 /dev/zero', { maxOutput: '1MB' });
    const { outputs } = await oneTask({ ...body, outputs: [] });
    expect(await outputs).to.deep.equal({});
  });

  describe('tells a program of its attempt:', () => {
    const told = (names: string): TaskBody =>
      script(
        `console.log(JSON.stringify({ out: ${names}.map((n) => process.env['MLPIPELINE_' + n]) }))`,
      );

    it('run, task and number', async () => {
      const { run, outputs } = await oneTask(told('["RUN", "TASK", "ATTEMPT", "KEY", "ITEM"]'));
      const key = `${run.id}/task/1`;
      expect(await outputs).to.deep.equal({ out: [run.id, 'task', '1', key, null] });
    });

    it('what its random numbers are to follow from', async () => {
      const { outputs } = await oneTask(told('["SEED"]'), {}, { seed: 3 });
      expect(await outputs).to.deep.equal({ out: [String(seedFor(3, 'task 1'))] });
    });

    it('an item its index, and a folder of its own, which lasts as long as the run', async () => {
      const pipeline = orThrow(
        await loadObject({
          pipeline: {
            name: 'p',
            inputs: ['i'],
            outputs: { folder: 'make.folder', item: 'make.item', found: 'look.found' },
            components: {
              make: {
                runner: 'Command',
                params: {
                  command: [
                    'sh',
                    '-c',
                    'echo $MLPIPELINE_ITEM > $MLPIPELINE_SCRATCH/a; echo "{\\"folder\\": \\"$MLPIPELINE_SCRATCH\\", \\"item\\": $MLPIPELINE_ITEM}"',
                  ],
                },
                inputs: ['i'],
                outputs: ['folder', 'item'],
              },
              look: {
                runner: 'Command',
                params: { command: ['cat', '$(folder)/a'], stdout: 'text' },
                inputs: { folder: 'make.folder' },
                outputs: ['found'],
              },
            },
          },
        }),
      );
      const all = await lastValueFrom(each(pipeline)([{ i: 1 }, { i: 2 }]).pipe(toArray()));
      expect(all.map(({ item, found }) => [item, found])).to.deep.equal([
        [0, '0\n'],
        [1, '1\n'],
      ]);
      const folders = new Set(all.map((one) => one['folder'] as string));
      expect(folders.size).to.equal(2);
      for (const one of folders) while (existsSync(one)) await immediate();
    });
  });

  describe('keeps a secret of the environment to itself:', () => {
    const secret = 'tok-"1234567890';
    const env = { TOKEN: { env: 'MLPIPELINE_SPEC_SECRET', prefix: 'Bearer ' } };
    before(() => {
      process.env['MLPIPELINE_SPEC_SECRET'] = `${secret}\n`;
    });
    after(() => {
      delete process.env['MLPIPELINE_SPEC_SECRET'];
    });
    const said = async (body: TaskBody) => {
      const seen = await oneTask(body);
      const message = (await seen.error)?.failures[0]?.message;
      const events = JSON.stringify(seen.events, (_, value: unknown) =>
        value instanceof Error
          ? [value.message, value.stack, String(value.cause)]
          : value === process.env
            ? undefined
            : value,
      );
      return { outputs: await seen.outputs, logs: seen.logs, message, events };
    };

    it('the program is given it', async () => {
      const code =
        'console.log(JSON.stringify({ out: [process.env.TOKEN.length, process.env.TOKEN.slice(0, 8)] }))';
      const { outputs, events } = await said(script(code, { env }));
      expect(outputs).to.deep.equal({ out: [secret.length + 7, 'Bearer t'] });
      expect(events).not.to.contain('tok-');
    });

    it('also where the program logs it, and fails with it', async () => {
      const { message, logs, events } = await said(
        shell('echo "no: $TOKEN!" >&2; exit 1', { env }),
      );
      expect(logs).to.deep.equal(['no: Bearer ***!']);
      expect(message).to.equal('`sh` exited with status 1; the end of its stderr: no: Bearer ***!');
      expect(events).not.to.contain('tok-');
    });

    it('where a long line is cut within it', async () => {
      const code =
        'process.stderr.write("x".repeat(9_985) + process.env.TOKEN + "y".repeat(9)); process.exit(1)';
      const { logs, events } = await said(script(code, { env }));
      expect(logs[0]).to.match(/^x+/);
      expect(events).not.to.contain('tok-');
    });

    it('and gives no output that holds it', async () => {
      const code = 'console.log(JSON.stringify({ out: process.env.TOKEN }))';
      const { message, events } = await said(script(code, { env }));
      expect(message).to.equal(
        `the stdout of \`${node}\` contains a secret that it was given, so its outputs are refused`,
      );
      expect(events).not.to.contain('tok-');
    });

    it('a short one too, but for what may be anywhere by chance, which is told', async () => {
      const taken = { KEY: { env: 'MLPIPELINE_SPEC_SHORT' } };
      const outcomes: unknown[] = [];
      for (const short of ['s3cret', 's3cre']) {
        process.env['MLPIPELINE_SPEC_SHORT'] = short;
        const { outputs, message, logs } = await said(
          shell('printf "of $KEY"', { env: taken, stdout: 'text' }),
        );
        outcomes.push(outputs ?? message, logs);
      }
      delete process.env['MLPIPELINE_SPEC_SHORT'];
      expect(outcomes).to.deep.equal([
        'the stdout of `sh` contains a secret that it was given, so its outputs are refused',
        [],
        { out: 'of s3cre' },
        [
          'warning: environment variable `MLPIPELINE_SPEC_SHORT` has fewer than 6 characters: outputs that contain it are not refused',
        ],
      ]);
    });

    it('and says which variable is not there', async () => {
      const { message } = await said(
        shell('true', { env: { TOKEN: { env: 'NO_SUCH_VARIABLE' } } }),
      );
      expect(message).to.equal(
        'environment variable `NO_SUCH_VARIABLE` is not set: variable `TOKEN` is taken from it',
      );
    });
  });

  describe('says why a program has not done its work:', () => {
    const cases: Readonly<Record<string, [Omit<TaskBody, 'outputs'>, string, boolean]>> = {
      'its exit status': [
        shell('echo one >&2; echo "two  " >&2; exit 3'),
        '`sh` exited with status 3; the end of its stderr: two',
        false,
      ],
      'a status after which no attempt is of use': [
        shell('exit 65', { finalStatus: [64, 65] }),
        '`sh` exited with status 65',
        true,
      ],
      'a signal': [shell('kill -SEGV $$'), '`sh` was ended by signal `SIGSEGV`', false],
      'no output': [shell('true'), '`sh` wrote nothing to stdout: expected a JSON object', false],
      'bad JSON': [
        shell(`echo '{"out": 1'; echo oh >&2`),
        `the stdout of \`sh\` is not JSON: ${jsonError('{"out": 1\n')}; print everything except the outputs to stderr; the end of its stderr: oh`,
        false,
      ],
      'what is not JSON at all': [
        shell('echo hi'),
        `the stdout of \`sh\` is not JSON: ${jsonError('hi\n').replace('\n', '\\n')}; print everything except the outputs to stderr`,
        false,
      ],
      'JSON of another shape': [
        shell('echo "[1]"'),
        '`sh` wrote `[1]` to stdout: expected a JSON object of its outputs',
        false,
      ],
      'a missing output': [
        shell(`echo '{"Out": 1}'`),
        '`sh` did not return output `out`; it returned `Out`',
        false,
      ],
      'bytes that are no text': [shell(`printf '\\377'`), 'the stdout of `sh` is not UTF-8', false],
      'too much output': [
        shell('yes', { maxOutput: '10KB' }),
        '`sh` wrote more than 10 KB to stdout, its `maxOutput`',
        true,
      ],
      'a number that JSON does not have': [
        shell(`echo '{"out": [1, -Infinity, NaN]}'`),
        '`sh` wrote `-Infinity` to stdout, which is not JSON: write `null` or a string',
        true,
      ],
      'no such program': [
        { runner: 'Command', params: { command: ['no-such-program'] } },
        'there is no program `no-such-program` in any folder of `PATH`',
        true,
      ],
      'no folder': [
        shell('true', { cwd: '/no/such/folder' }),
        'there is no folder `/no/such/folder`, the `cwd` of `sh`',
        true,
      ],
      'a value that is no text': [
        { runner: 'Command', params: { command: ['echo', '$(x)'] } },
        'the value of `x` cannot be put into a string: it is a list, not a string, a number, a boolean or a file',
        true,
      ],
    };
    for (const [name, [body, message, final]] of Object.entries(cases))
      it(name, async () => {
        expect(await failure(body, { x: [] })).to.deep.equal({ message, final });
      });

    it('with the line that tells most, and all of the end of stderr as its cause', async () => {
      const code = 'echo working >&2; echo "ValueError: no" >&2; echo "  at x" >&2; exit 1';
      const [failed] = (await (await oneTask(shell(code))).error)?.failures ?? [];
      expect(failed?.message).to.equal(
        '`sh` exited with status 1; the end of its stderr: ValueError: no',
      );
      expect(((failed?.cause as Error).cause as Error).message).to.equal(
        'the end of its stderr:\nworking\nValueError: no\n  at x',
      );
    });

    it('a file that cannot be run', async () => {
      const written = (name: string, text: string, mode: number): string => {
        writeFileSync(join(folder, name), text, { mode });
        return `./${name}`;
      };
      const of = async (command: string) => {
        const { error } = await oneTask(
          { runner: 'Command', params: { command: [command] } },
          {},
          {},
          { directory: folder },
        );
        return (await error)?.failures[0]?.message;
      };
      expect(await of(written('plain.py', 'print(1)', 0o644))).to.equal(
        '`./plain.py` is not executable: run `chmod +x` on it',
      );
      expect(await of(written('lost.py', '#!/no/such/python\n', 0o755))).to.equal(
        '`./lost.py` cannot be run: the interpreter named in its first line does not exist',
      );
      expect(await of('./none.py')).to.equal(`there is no program \`./none.py\` in \`${folder}\``);
    });

    it('a value that JSON cannot carry', async () => {
      const of = async (value: unknown) => (await failure(script(echo), { x: value })).message;
      expect(await of({ list: [1, NaN] })).to.equal(
        'JSON cannot carry `x.list.1`: it is NaN; give `null` or a string',
      );
      expect(await of(new Map())).to.equal('JSON cannot carry `x`: it is a Map; give plain data');
    });
  });

  it('tells what does not go with its ports when the pipeline is loaded', () =>
    expectDiagnostics(
      `
      pipeline:
        name: Words
        inputs: [text]
        outputs: [words.count, words.longest]
        components:
          - words:
              runner: Command
              params:
                command: [sh, -c, 'echo $(date)', $(txt)]
                env: { TEXT: 'of $(text), $(none)' }
                stdout: text
              inputs: [text]
              outputs: [count, longest]
          - wrong:
              runner: Command
              params: { command: [echo, $(text)] }
              inputs: [txt]
              outputs: []
      `,
      [
        'error[bad-wiring]: `$(date)` does not name an input: the only one is `text`',
        ' --> p.yaml:9:29',
        '  |',
        "9 |           command: [sh, -c, 'echo $(date)', $(txt)]",
        '  |                             ^^^^^^^^^^^^^^ not as `Command` takes it',
        '  = for the text `$(` write `$$(`',
        '',
        'error[bad-wiring]: `$(txt)` does not name an input: the only one is `text`',
        ' --> p.yaml:9:45',
        '  |',
        "9 |           command: [sh, -c, 'echo $(date)', $(txt)]",
        '  |                                             ^^^^^^ not as `Command` takes it',
        '  = did you mean `$(text)`?',
        '  = for the text `$(` write `$$(`',
        '',
        'error[bad-wiring]: `$(none)` does not name an input: the only one is `text`',
        '  --> p.yaml:10:24',
        '   |',
        "10 |           env: { TEXT: 'of $(text), $(none)' }",
        '   |                        ^^^^^^^^^^^^^^^^^^^^^ not as `Command` takes it',
        '   = for the text `$(` write `$$(`',
        '',
        'error[bad-wiring]: `stdout: text` gives one output, not 2: `count` and `longest`',
        '  --> p.yaml:11:19',
        '   |',
        '11 |           stdout: text',
        '   |                   ^^^^ not as `Command` takes it',
        '   = several outputs are taken from JSON: `stdout: json`',
        '',
        // A port that is named by a reference which is wrong is one mistake.
        'error[unknown-input]: the pipeline has no input `txt`',
        '  --> p.yaml:17:18',
        '   |',
        '17 |         inputs: [txt]',
        '   |                  ^^^ unknown input',
        '   = did you mean `text`?',
      ],
      { runners: shippedRunners },
    ));

  it('tells mistakes in its params when the pipeline is loaded', async () => {
    const component = (name: string, params: string): string =>
      `    - ${name}:\n        runner: Command\n        inputs: [x]\n        outputs: [y]\n        params: ${params}\n`;
    const loaded = await loadText(
      `pipeline:\n  name: p\n  inputs: [x]\n  outputs: [a.y, b.y, c.y]\n  components:\n` +
        component('a', '{ command: python3 read.py, stdin: jsn }') +
        component('b', '{ command: [$(x)], maxOutput: much, grace: 5 minutes }') +
        component('c', '{ command: [cat], stdot: json }'),
    );
    const { source, diagnostics } = loaded._tag === 'Left' ? loaded.left : loaded.right.findings;
    expect(formatDiagnostics(source, diagnostics)).to
      .equal(`error[bad-params]: param \`command\` of runner \`Command\` must be \`a list of a program and its arguments\`
  --> pipeline:10:28
   |
10 |         params: { command: python3 read.py, stdin: jsn }
   |                            ^^^^^^^^^^^^^^^ expected \`a list of a program and its arguments\`
   = write the program and each of its arguments as an item of a list, such as \`[python3, read.py, --fast]\`: no shell splits a line

error[bad-params]: param \`stdin\` of runner \`Command\` must be \`json, none or a template\`
  --> pipeline:10:52
   |
10 |         params: { command: python3 read.py, stdin: jsn }
   |                                                    ^^^ expected \`json, none or a template\`
   = \`json\` gives all inputs as one JSON object, \`none\` nothing, and \`$(port)\` the value of that input, text or bytes, as it is

error[bad-params]: runner \`Command\` does not take this \`command\`
  --> pipeline:15:28
   |
15 |         params: { command: [$(x)], maxOutput: much, grace: 5 minutes }
   |                            ^^^^^^ not taken
   = the program cannot depend on an input: only its arguments can

error[bad-params]: param \`maxOutput\` of runner \`Command\` must be \`size\`
  --> pipeline:15:47
   |
15 |         params: { command: [$(x)], maxOutput: much, grace: 5 minutes }
   |                                               ^^^^ expected \`size\`
   = write \`512KB\`, \`64MB\`, \`1GiB\`, or a number of bytes

error[bad-params]: param \`grace\` of runner \`Command\` must be \`duration\`
  --> pipeline:15:60
   |
15 |         params: { command: [$(x)], maxOutput: much, grace: 5 minutes }
   |                                                            ^^^^^^^^^ expected \`duration\`
   = write \`500ms\`, \`30s\`, \`5m\`, \`1h\`, or a number of seconds

error[bad-params]: runner \`Command\` has no param \`stdot\`
  --> pipeline:20:35
   |
20 |         params: { command: [cat], stdot: json }
   |                                   ^^^^^ unknown param
   = did you mean \`stdout\` or \`stdin\`?
   = its params are \`command\`, \`stdin\`, \`stdout\`, \`cwd\`, \`env\` and 6 more`);
  });

  it('tells what looks like a variable of a shell as the plain text that it is', async () => {
    const loaded = await loadText(
      'pipeline:\n  name: p\n  inputs: []\n  outputs: [a.y]\n  components:\n    - a:\n        runner: Command\n        inputs: []\n        outputs: [y]\n        params: { command: [cat], env: { A: "${X}" } }\n',
    );
    const { source, diagnostics } = loaded._tag === 'Left' ? loaded.left : loaded.right.findings;
    expect(formatDiagnostics(source, diagnostics)).to.equal(
      `error[bad-params]: runner \`Command\` does not take this \`env.A\`
  --> pipeline:10:45
   |
10 |         params: { command: [cat], env: { A: "\${X}" } }
   |                                             ^^^^^^ not taken
   = \`\${X}\` is not expanded, since no shell reads it: take it from the environment with \`{ env: X }\``,
    );
  });

  for (const name of ['', 'A=B'])
    it(`refuses a variable of the name "${name}", which no program would get`, async () => {
      const loaded = await loadText(
        `pipeline:\n  name: p\n  inputs: []\n  outputs: [a.y]\n  components:\n    - a:\n        runner: Command\n        inputs: []\n        outputs: [y]\n        params: { command: [cat], env: { "${name}": x } }\n`,
      );
      const { diagnostics } = loaded._tag === 'Left' ? loaded.left : loaded.right.findings;
      expect(diagnostics.map(({ help }) => help)).to.deep.equal([
        ['the name of a variable must not be empty, and must not contain `=` or a NUL character'],
      ]);
    });

  describe('ends all that a program has started', () => {
    // The first is the program, then its child and grandchild, in either order. None of the three
    // cares for SIGTERM.
    const stubborn = `trap '' TERM; echo $$ >&2; (sh -c 'trap "" TERM; sleep 600' & echo $! >&2; wait) & echo $! >&2; wait; wait`;

    const started = async (timeout?: string): Promise<[Seen, number[]]> => {
      const seen = await oneTask({
        ...shell(stubborn, { grace: '100ms' }),
        ...(timeout === undefined ? {} : { timeout }),
      });
      return [seen, (await seen.logged(3)).map(Number)];
    };

    it('when it is cancelled, also what ignores SIGTERM', async () => {
      const [seen, pids] = await started();
      expect(pids.filter(isAlive)).to.deep.equal(pids);
      seen.run.cancel();
      await groupsEnded();
      expect(pids.filter(isAlive)).to.deep.equal([]);
      while (zombies().length > 0) await immediate();
    });

    it('when it is killed itself, and says so', async () => {
      const [seen, pids] = await started();
      process.kill(pids[0] ?? NaN, 'SIGKILL');
      expect((await seen.error)?.failures[0]?.message).to.equal(
        `\`sh\` was ended by signal \`SIGKILL\`; the end of its stderr: ${pids.at(-1) ?? ''}`,
      );
      await groupsEnded();
      expect(pids.filter(isAlive)).to.deep.equal([]);
    });

    it('when its time is up', async () => {
      const [seen, pids] = await started('500ms');
      expect((await seen.error)?.message).to.equal(
        `\`task\` failed: it took longer than 0.5 s; it last said: ${pids.at(-1) ?? ''}`,
      );
      await groupsEnded();
      expect(pids.filter(isAlive)).to.deep.equal([]);
    });

    it('when it has ended itself and left something behind', async () => {
      const seen = await oneTask(
        shell(`sleep 600 & echo $! >&2; echo '{"out": 1}'`, { grace: '100ms' }),
      );
      expect(await seen.outputs).to.deep.equal({ out: 1 });
      await groupsEnded();
      expect(isAlive(Number(seen.logs[0]))).to.equal(false);
    });

    it('and leaves no timer behind, which would keep the process', async () => {
      const timers = (): number =>
        process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
      await immediate(); // so that the timeout of this test is counted
      const before = timers();
      const seen = await oneTask(shell(`sleep 600 & echo '{"out": 1}'`));
      expect(await seen.outputs).to.deep.equal({ out: 1 });
      await groupsEnded();
      while (timers() > before) await immediate();
    });

    it('and does not wait for a daemon that keeps its pipes', async () => {
      const code = `
        const { spawn } = require('node:child_process');
        const daemon = spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
        console.error(daemon.pid);
        daemon.unref();
        console.log('{"out": 1}');
      `;
      const seen = await oneTask(script(code, { grace: '100ms' }));
      expect(await seen.outputs).to.deep.equal({ out: 1 });
      process.kill(Number(seen.logs[0]));
    });

    it('gives it time to tidy up after SIGTERM', async () => {
      const file = join(folder, 'tidy');
      const seen = await oneTask(
        shell(`trap 'echo done > ${file}; exit' TERM; echo ready >&2; while :; do sleep 0.1; done`),
      );
      await seen.logged(1);
      seen.run.cancel();
      await groupsEnded();
      expect(readFileSync(file, 'utf8')).to.equal('done\n');
    });

    // The process that runs the pipeline: nothing in it may outlive it.
    const host = (then: string): Promise<number[]> =>
      new Promise((resolve, reject) => {
        const root = fileURLToPath(new URL('../../..', import.meta.url));
        const code = `
          import { command } from './lib/runners/command/command.ts';
          let logs = 0;
          const params = { command: ['sh', '-c', ${JSON.stringify(stubborn)}], stdin: 'none',
            cwd: '.', env: {}, grace: 5000 };
          const context = { params, directory: '.', run: 'r', component: 'c', attempt: 1,
            outputs: ['out'], scratch: () => '.', signal: new AbortController().signal,
            log: (pid) => {
              console.log(pid);
              logs += 1;
              if (logs === 3) setImmediate(() => { ${then} });
            } };
          const run = command.run({}, context).subscribe({ error: () => undefined });
        `;
        const argv = [
          '--max-old-space-size=200',
          '--import',
          'tsx',
          '--input-type=module',
          '-e',
          code,
        ];
        const child = spawn(node, argv, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
        let stdout = '';
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          stdout += chunk;
        });
        child.on('error', reject);
        child.on('close', () => {
          resolve(stdout.trim().split('\n').map(Number));
        });
      });

    for (const [how, then] of Object.entries({
      'exits of its own accord': 'process.exit(0);',
      'throws what nobody catches': 'throw new Error("uncaught");',
      'is ended by a signal': 'process.kill(process.pid, "SIGTERM");',
      'is killed': 'process.kill(process.pid, "SIGKILL");',
      'runs out of memory':
        'const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()));',
      crashes: 'process.abort();',
      'is interrupted while it waits': 'run.unsubscribe(); process.kill(process.pid, "SIGINT");',
    }))
      it(`when the process that runs the pipeline ${how}`, async () => {
        const pids = await host(then);
        expect(pids).to.have.length(3);
        // They are killed by then, which takes the system a moment.
        while (pids.some(isAlive)) await immediate();
      });
  });
});
