import { readFileSync } from 'node:fs';
import { setImmediate as immediate } from 'node:timers/promises';

import { expect } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';

import { each } from '../../../lib/engine/each/each.js';
import { seedFor } from '../../../lib/engine/attempts/seeds.js';
import type { Values } from '../../../lib/engine/events/event.js';
import { loadObject, orThrow } from '../../../lib/load.js';
import { groupsEnded } from '../../../lib/runners/command/process-group.js';
import { shippedRunners } from '../../../lib/runners/shipped/shipped-runners.js';
import { expectDiagnostics } from '../../expect-diagnostics.js';
import { oneTask, type TaskBody } from '../one-task.js';

/** A task whose program does that with each call `c`, once it has told that it is ready. */
const kept = (
  work: string,
  params: Values = {},
  ready = '{"ready": true}',
): Omit<TaskBody, 'outputs'> => ({
  runner: 'Command',
  params: {
    command: [
      process.execPath,
      '-e',
      `const tell = (m) => console.log(JSON.stringify(m));
       console.log(${JSON.stringify(ready)});
       require('readline').createInterface({ input: process.stdin })
         .on('line', (line) => { const c = JSON.parse(line); const { x } = c.inputs ?? {}; ${work} })`,
    ],
    keep: true,
    ...params,
  },
});

const answer = 'tell({ id: c.id, outputs: { out: [x, process.pid] } });';

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('Command with `keep: true`', () => {
  afterEach(groupsEnded);

  /** What comes of a task for each of these values of `x`: what it gives, or its message. */
  const all = async (body: TaskBody, values: readonly unknown[], concurrency = 1) => {
    const pipeline = orThrow(
      await loadObject({
        pipeline: {
          name: 'p',
          inputs: ['x'],
          outputs: { out: 'task.out' },
          components: { task: { inputs: ['x'], outputs: ['out'], ...body } },
        },
      }),
    );
    const items = values.map((x) => ({ x }));
    const results = await lastValueFrom(
      each(pipeline, { onFailure: 'emit', concurrency })(items).pipe(toArray()),
    );
    return results.map(({ outputs, error }) =>
      error === undefined ? (outputs['out'] as [unknown, number]) : error.message,
    );
  };

  it('starts as many as it may, which serve all items and end with them', async () => {
    const results = await all(kept(answer, { processes: 2 }), [1, 2, 3, 4, 5, 6], 6);
    expect(results.map(([x]) => x)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    const pids = new Set(results.map(([, pid]) => pid as number));
    expect(pids.size).to.equal(2);
    await groupsEnded();
    expect([...pids].filter(isAlive)).to.deep.equal([]);
  });

  it('tells it of each attempt, and takes its logs from stderr', async () => {
    const work = `console.error('log ' + x); process.stderr.write('progress: 0.5\\n');
      tell({ id: c.id, outputs: { out: [c.run, c.task, c.attempt, c.item, typeof c.scratch, c.seed] } });`;
    const { run, outputs, logs } = await oneTask(kept(work), { x: 1 }, { seed: 3 });
    const seed = seedFor(3, 'task 1');
    expect(await outputs).to.deep.equal({ out: [run.id, 'task', 1, null, 'string', seed] });
    expect(logs).to.deep.equal(['log 1']);
  });

  it('starts it again when it has died, which fails its own call alone', async () => {
    const results = await all(
      kept(`if (x === 2) { console.error('no more'); process.exit(3); } ${answer}`),
      [1, 2, 3],
    );
    expect(results[1]).to.match(/: `.*` exited with status 3; the end of its stderr: no more$/);
    expect([results[0]?.[0], results[2]?.[0]]).to.deep.equal([1, 3]);
    expect(results[0]?.[1]).not.to.equal(results[2]?.[1]);
  });

  it('ends it with a call that is late', async () => {
    const body = { ...kept(`if (x !== 2) ${answer}`), timeout: '3s' };
    const results = await all(body, [1, 2, 3]);
    expect(results[1]).to.contain('took longer than');
    expect(results[0]?.[1]).not.to.equal(results[2]?.[1]);
    expect(isAlive(results[0]?.[1] as number)).to.equal(false);
  });

  it('tells it of one that is late, where it has said that it takes that', async () => {
    const body = {
      ...kept(
        `if ('cancel' in c) tell({ id: c.cancel, error: 'given up' }); else if (x !== 2) ${answer}`,
        {},
        '{"ready": true, "cancel": true}',
      ),
      timeout: '3s',
    };
    const results = await all(body, [1, 2, 3]);
    expect(results[1]).to.contain('took longer than');
    expect(results[0]?.[1]).to.equal(results[2]?.[1]);
  });

  it('ends it when the run is cancelled', async () => {
    const { run, error, logged } = await oneTask(kept('console.error(process.pid)'), { x: 1 });
    const [pid] = await logged(1);
    run.cancel();
    expect((await error)?.outcome).to.equal('cancelled');
    await groupsEnded();
    while (isAlive(Number(pid))) await immediate();
  });

  it('ends one that has had nothing to do for long', async () => {
    const work = `tell({ id: c.id, outputs: { out: 1 } }); console.error(process.pid)`;
    const { outputs, logged } = await oneTask(
      { ...kept(work.replace('tell', 'console.error(process.pid); tell'), { idle: 0 }) },
      { x: 1 },
    );
    const [pid] = await logged(1);
    expect(await outputs).to.deep.equal({ out: 1 });
    while (isAlive(Number(pid))) await immediate();
  });

  describe('says why a call has failed:', () => {
    const node = `\`${process.execPath}\``;
    process.env['MLPIPELINE_SPEC_KEPT'] ??= 'tok-1234567890';
    const cases: Readonly<Record<string, [TaskBody, string, boolean]>> = {
      'an error': [
        kept('tell({ id: c.id, error: "ValueError: no" })'),
        `${node} failed: ValueError: no`,
        false,
      ],
      'a final one': [
        kept('tell({ id: c.id, error: "no", final: true })'),
        `${node} failed: no`,
        true,
      ],
      'no outputs': [
        kept('tell({ id: c.id })'),
        `${node} answered without \`outputs\` and without \`error\``,
        false,
      ],
      'a missing output': [
        kept('tell({ id: c.id, outputs: { Out: 1 } })'),
        `${node} did not return output \`out\`; it returned \`Out\``,
        false,
      ],
      'what is no answer': [
        kept('console.log("loading")'),
        `${node} wrote \`loading\` to stdout: expected a line of JSON with the \`id\` of its call; print everything else to stderr`,
        false,
      ],
      'what is said before it is ready': [
        kept(answer, {}, 'hello'),
        `${node} wrote \`hello\` to stdout: expected \`{"ready": true}\`; print everything else to stderr`,
        false,
      ],
      'an end without an answer': [
        kept('process.exit(0)'),
        `${node} ended before it answered`,
        false,
      ],
      'too long an answer': [
        kept('tell({ id: c.id, outputs: { out: "x".repeat(9999) } })', { maxOutput: '1KB' }),
        `${node} wrote more than 1 KB to stdout, its \`maxOutput\``,
        true,
      ],
      'a secret in it': [
        kept('tell({ id: c.id, outputs: { out: process.env.TOKEN } })', {
          env: { TOKEN: { env: 'MLPIPELINE_SPEC_KEPT' } },
        }),
        `the stdout of ${node} contains a secret that it was given, so its outputs are refused`,
        true,
      ],
      'no such program': [
        { runner: 'Command', params: { command: ['no-such-program'], keep: true } },
        'there is no program `no-such-program` in any folder of `PATH`',
        true,
      ],
    };
    after(() => {
      delete process.env['MLPIPELINE_SPEC_KEPT'];
    });
    for (const [name, [body, message, final]] of Object.entries(cases))
      it(name, async () => {
        const [failed] = (await (await oneTask(body, { x: 1 })).error)?.failures ?? [];
        expect([failed?.message, failed?.final]).to.deep.equal([message, final]);
      });
  });

  it('tells what does not go with it when the pipeline is loaded', () =>
    expectDiagnostics(
      `
      pipeline:
        name: p
        inputs: [x]
        outputs: [a.y, b.y]
        components:
          - a:
              runner: Command
              params: { command: [cat, $(x)], keep: true, stdout: text }
              inputs: [x]
              outputs: [y]
          - b:
              runner: Command
              params: { command: [cat], idle: 1s }
              inputs: [x]
              outputs: [y]
      `,
      [
        'error[bad-wiring]: a program with `keep: true` is started once, for all inputs',
        ' --> p.yaml:8:34',
        '  |',
        '8 |         params: { command: [cat, $(x)], keep: true, stdout: text }',
        '  |                                  ^^^^ not as `Command` takes it',
        '  = it receives its inputs with each call, on stdin',
        '',
        'error[bad-wiring]: `stdout` has no effect with `keep: true`: calls and answers are JSON',
        ' --> p.yaml:8:61',
        '  |',
        '8 |         params: { command: [cat, $(x)], keep: true, stdout: text }',
        '  |                                                             ^^^^ not as `Command` takes it',
        '',
        'error[bad-wiring]: `idle` has no effect without `keep: true`',
        '  --> p.yaml:13:41',
        '   |',
        '13 |         params: { command: [cat], idle: 1s }',
        '   |                                         ^^ not as `Command` takes it',
      ],
      { runners: shippedRunners },
    ));
});
