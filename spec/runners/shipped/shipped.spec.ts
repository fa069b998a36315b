import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { VirtualTimeScheduler } from 'rxjs';

import type { RunEvent, Values } from '../../../lib/engine/events/event.js';
import type { RunOptions } from '../../../lib/engine/run/run-options.js';
import { start } from '../../../lib/engine/run/start.js';
import { formatDiagnostics } from '../../../lib/diagnostics/format.js';
import { loadText, orThrow } from '../../../lib/load.js';

interface Seen {
  readonly events: readonly RunEvent[];
  readonly outputs: Values | undefined;
  /** Milliseconds of virtual time. */
  readonly ended: number;
}

/** Runs a pipeline of components `c0`, `c1`, … with input `x`, in virtual time. */
const ran = async (
  components: readonly string[],
  options: RunOptions = {},
  inputs: Values = { x: 1 },
): Promise<Seen> => {
  const pipeline = orThrow(await loadText(yaml(components, Object.keys(inputs))));
  const scheduler = new VirtualTimeScheduler();
  const events: RunEvent[] = [];
  let outputs: Values | undefined;
  start(pipeline, inputs, {
    onFailure: 'continue',
    ...options,
    scheduler,
    id: 'run',
    sinks: [(event) => events.push(event)],
  }).outputs$.subscribe({
    next: (values) => {
      outputs = values;
    },
    error: () => undefined,
  });
  scheduler.flush();
  return { events, outputs, ended: scheduler.now() };
};

const yaml = (
  components: readonly string[],
  inputs: readonly string[] = ['x'],
): string => `pipeline:
  name: P
  inputs: [${inputs.join(', ')}]
  outputs: { ${components.map((_, index) => `o${index}: c${index}.y`).join(', ')} }
  components:
${components.map((body, index) => `    - c${index}: { inputs: [x], outputs: [y], ${body} }\n`).join('')}`;

const attempts = (
  { events }: Seen,
  type: 'attempt-started' | 'attempt-failed' | 'task-failed' | 'task-finished',
): number[] => events.flatMap((event) => (event.type === type ? [event.time] : []));

const told = async (component: string): Promise<string> => {
  const loaded = await loadText(yaml([component]));
  return E.isLeft(loaded) ? formatDiagnostics(loaded.left.source, loaded.left.diagnostics) : '';
};

describe('the simulated models', () => {
  const three = ['runner: ImagePreprocessor', 'runner: OCRModel', 'runner: ExtractionModel'];

  it('mark what they did in their outputs', async () => {
    const { outputs } = await ran(['runner: OCRModel'], {}, { x: { page: 1 } });
    expect(outputs).to.deep.equal({ o0: 'c0({"page":1})' });
  });

  it('leave marks that stay short where the paths to a value are without number', async () => {
    // Each stage takes the stage before twice: 2^60 paths.
    const stages = Array.from({ length: 60 }, (_, stage) => {
      const before = stage === 0 ? 'x' : `c${stage - 1}.y`;
      return `    c${stage}: { runner: OCRModel, inputs: { a: ${before}, b: ${before} }, outputs: [y] }\n`;
    });
    const pipeline = orThrow(
      await loadText(
        `pipeline:\n  name: P\n  inputs: [x]\n  outputs: [c59.y]\n  components:\n${stages.join('')}`,
      ),
    );
    const scheduler = new VirtualTimeScheduler();
    let mark: unknown;
    start(pipeline, { x: 'page' }, { scheduler }).outputs$.subscribe((outputs) => {
      mark = outputs['c59.y'];
    });
    scheduler.flush();
    expect(mark)
      .to.match(/^c59\(c58\(.*…/)
      .and.have.length.below(10_000);
  });

  it('take half to one and a half times as long as is typical of them', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const times = attempts(await ran(three, { seed }), 'task-finished');
      const [extraction = 0, image = 0, ocr = 0] = [...times].sort((a, b) => a - b);
      expect(extraction).to.be.within(50, 150);
      expect(image).to.be.within(100, 300);
      expect(ocr).to.be.within(200, 600);
    }
  });

  it('take other times with another seed, another task and another attempt', async () => {
    const of = async (seed: number): Promise<number[]> =>
      attempts(await ran(['runner: OCRModel', 'runner: OCRModel'], { seed }), 'task-finished');
    const all = [...(await of(1)), ...(await of(2)), ...(await of(3))];
    expect(new Set(all).size).to.equal(6);
  });

  it('give the same events at the same times with the same seed', async () => {
    const again = () => ran([...three, 'runner: Delay, params: { for: [0, 9s] }'], { seed: 7 });
    const [one, other] = [await again(), await again()];
    const plain = ({ events }: Seen) => events.map((event) => ({ ...event, graph: undefined }));
    expect(plain(one)).to.deep.equal(plain(other));
    expect(one.outputs).to.deep.equal(other.outputs);
  });

  it('take as long as they are told, also no time', async () => {
    expect((await ran(['runner: OCRModel, params: { milliseconds: 1234.5 }'])).ended).to.equal(
      1234.5,
    );
    expect((await ran(['runner: OCRModel, params: { milliseconds: 0 }'])).ended).to.equal(0);
  });

  it('report progress while they are at work', async () => {
    const { events } = await ran(['runner: OCRModel, params: { milliseconds: 250 }']);
    const reports = events.flatMap((event) =>
      event.type === 'attempt-progress' ? [[event.time, event.fraction]] : [],
    );
    expect(reports).to.deep.equal([
      [50, 0.2],
      [100, 0.4],
      [150, 0.6],
      [200, 0.8],
    ]);
  });

  it('refuse a time that is none', async () => {
    expect(await told('runner: OCRModel, params: { milliseconds: -1 }')).to.equal(
      `error[bad-params]: runner \`OCRModel\` does not take this \`milliseconds\`
 --> pipeline:6:82
  |
6 |     - c0: { inputs: [x], outputs: [y], runner: OCRModel, params: { milliseconds: -1 } }
  |                                                                                  ^^ not taken
  = write a number from 0 to 2073600000`,
    );
  });
});

describe('Delay', () => {
  it('gives its inputs as its outputs after a time', async () => {
    const { outputs, ended } = await ran(['runner: Delay, params: { for: 1.5s }']);
    expect({ outputs, ended }).to.deep.equal({ outputs: { o0: 1 }, ended: 1500 });
  });

  it('gives several inputs by their names', async () => {
    const all = ['runner: Delay, params: { for: 2 }, inputs: { z: x, y: x2 }'];
    const text = yaml(all, ['x', 'x2']).replace('inputs: [x], outputs', 'outputs');
    const pipeline = orThrow(await loadText(text));
    const scheduler = new VirtualTimeScheduler();
    let outputs: Values | undefined;
    start(pipeline, { x: 1, x2: 2 }, { scheduler }).outputs$.subscribe((values) => {
      outputs = values;
    });
    scheduler.flush();
    expect(outputs).to.deep.equal({ o0: 2 });
  });

  it('takes any time within bounds, in whole milliseconds', async () => {
    const times = new Set<number>();
    for (let seed = 0; seed < 30; seed += 1) {
      const { ended } = await ran(['runner: Delay, params: { for: [10ms, 14ms] }'], { seed });
      expect(Number.isInteger(ended)).to.be.true;
      expect(ended).to.be.within(10, 14);
      times.add(ended);
    }
    expect(times.size).to.be.above(2);
  });

  for (const [wrong, why] of [
    ['{ for: [2s, 1s] }', 'write the shorter duration first'],
    ['{ for: [2s] }', 'write one duration, or two'],
    ['{ for: 25h0 }', 'write `500ms`, `30s`, `5m`, `1h`, or a number of seconds'],
    ['{ for: -1 }', 'write `500ms`, `30s`, `5m`, `1h`, or a number of seconds'],
    ['{ for: 600h }', 'a duration can be at most 24 days'],
    ['{}', '`for` is missing'],
    ['{ fro: 1s }', 'did you mean `for`?'],
  ] as const)
    it(`does not take \`${wrong}\``, async () => {
      expect(await told(`runner: Delay, params: ${wrong}`)).to.contain(why);
    });
});

describe('Fail', () => {
  const failures = ({ events }: Seen) =>
    events.flatMap((event) =>
      event.type === 'attempt-failed' || event.type === 'task-failed' ? [event.failure] : [],
    );

  it('always fails, without params', async () => {
    const seen = await ran(['runner: Fail, retry: 3']);
    expect(failures(seen).map(({ attempt, message }) => [attempt, message])).to.deep.equal([
      [1, 'it is configured to fail'],
      [2, 'it is configured to fail'],
      [3, 'it is configured to fail'],
      [4, 'it is configured to fail'],
    ]);
  });

  it('fails at its first attempts, then gives its inputs', async () => {
    const seen = await ran(['runner: Fail, retry: 3, params: { attempts: 2, message: not yet }']);
    expect(failures(seen).map(({ attempt, message }) => [attempt, message])).to.deep.equal([
      [1, 'not yet'],
      [2, 'not yet'],
    ]);
    expect(seen.outputs).to.deep.equal({ o0: 1 });
  });

  it('fails after a time', async () => {
    const seen = await ran(['runner: Fail, retry: 1, params: { after: 300ms }']);
    expect(attempts(seen, 'attempt-failed')).to.deep.equal([300]);
    expect(attempts(seen, 'task-failed')).to.deep.equal([600]);
  });

  it('fails for good where it is told so', async () => {
    const [failure, ...others] = failures(
      await ran(['runner: Fail, retry: 3, params: { final: true }']),
    );
    expect(failure).to.include({ attempt: 1, final: true });
    expect(others).to.deep.equal([]);
  });

  it('refuses wrong params, all of them at once', async () => {
    const said = await told('runner: Fail, params: { attempts: -1, after: soon, final: 1 }');
    expect(said.match(/param `\w+`|this `\w+`/g)).to.deep.equal([
      'this `attempts`',
      'param `after`',
      'param `final`',
    ]);
    expect(said).to.contain('write a whole number, 0 or more');
  });
});
