import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

const declaration = (program: string, runner: string): string => `pipeline:
  name: Stalls
  inputs: [x]
  outputs: [program.y, stalled.y]
  components:
    - program:
        { runner: Command, params: { command: ${program}, grace: 200ms }, inputs: [x], outputs: [y] }
    - stalled: { runner: ${runner}, inputs: [x], outputs: [y] }
`;

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
  readonly events: readonly string[];
  readonly report: string;
}

describe('a run whose runner computes without pause', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** `signal` is sent when the runner computes, or `after` is told. */
  const run = async (
    program: string,
    signal: NodeJS.Signals | undefined,
    options: readonly string[] = [],
    runner = 'Computes',
    after = 'computing',
  ): Promise<Ended> => {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('run.yaml'), declaration(program, runner));
    const files = ['--events', at('events.ndjson'), '--report', at('run.html')];
    const argv = ['--import', 'tsx', 'lib/cli/main.ts', 'run', at('run.yaml')];
    const runners = ['--runners', './spec/cli/runners.js', '--inputs', 'x=1'];
    const log = options.includes('--log') ? [] : ['--log', 'none'];
    const child = spawn(process.execPath, [...argv, ...runners, ...files, ...log, ...options], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (signal !== undefined && text.includes(after)) child.kill(signal);
    });
    const status = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const lines = readFileSync(at('events.ndjson'), 'utf8').trimEnd().split('\n');
    return {
      status,
      stderr,
      events: lines.map((line) => {
        const { type, task, outcome } = JSON.parse(line) as Record<string, string>;
        return [type, task, outcome].filter((one) => one !== undefined).join(' ');
      }),
      report: existsSync(at('run.html')) ? readFileSync(at('run.html'), 'utf8') : '',
    };
  };

  const stillThere = (seconds: string): boolean =>
    execFileSync('ps', ['-A', '-o', 'args'], { encoding: 'utf8' })
      .split('\n')
      .includes(`sleep ${seconds}`);

  const expectEnded = ({ events, report }: Ended, outcome: string): void => {
    expect(events.slice(-3)).to.deep.equal([
      'task-cancelled program',
      'task-cancelled stalled',
      `run-finished ${outcome}`,
    ]);
    expect(report).to.contain(`<title>Stalls: ${outcome}`);
  };

  for (const [signal, seconds] of [
    ['SIGINT', '1001'],
    ['SIGTERM', '1002'],
    ['SIGHUP', '1003'],
  ] as const)
    it(`ends at ${signal}, with all that was known and without its programs`, async () => {
      const ended = await run(`[sleep, "${seconds}"]`, signal);
      expect(ended.status).to.equal(130);
      expect(ended.stderr).to.equal(
        'computing\nmlpipeline: the run was cancelled\n  cancelled  2 tasks: `program` and `stalled`\n',
      );
      expectEnded(ended, 'cancelled');
      expect(stillThere(seconds)).to.equal(false);
    });

  it('is told of, with the task that computes', async () => {
    const ended = await run('[sleep, "1006"]', 'SIGTERM', ['--log', 'text'], 'Computes', 'thread');
    expect(ended.stderr.split('\n').filter((line) => line.startsWith('mlpipeline'))).to.deep.equal([
      'mlpipeline: the runner of `stalled` blocks the event loop, so nothing else can run and no task timeout takes effect; `thread: true` runs it in a thread of its own',
      'mlpipeline: the run was cancelled',
    ]);
  });

  it('ends when its time is up, and kills what will not end', async () => {
    const program = `[sh, -c, 'trap "" TERM; sleep 1004; sleep 1004']`;
    const ended = await run(program, undefined, ['--timeout', '1s']);
    expect(ended.status).to.equal(124);
    expect(ended.stderr).to.equal(
      'computing\nmlpipeline: the run timed out\n  cancelled  2 tasks: `program` and `stalled`\n',
    );
    expectEnded(ended, 'timeout');
    expect(stillThere('1004')).to.equal(false);
  });

  it('is killed where it waits in the system, and what it knew is in the events', async () => {
    const { status, stderr, events } = await run(
      '[sleep, "1005"]',
      undefined,
      ['--timeout', '1s'],
      'Waits',
    );
    // Nobody is there any more to choose one.
    expect(status).to.equal(null);
    expect(stderr).to.equal(
      'computing\nmlpipeline: a runner made a blocking call that does not return, such as `execSync`: the process is killed\n',
    );
    expect(events).to.deep.equal([
      'run-started',
      'attempt-started program',
      'attempt-started stalled',
    ]);
    while (stillThere('1005'));
  });
});
