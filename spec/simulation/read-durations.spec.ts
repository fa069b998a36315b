import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import { Source } from '../../lib/diagnostics/source.js';
import { readDurations } from '../../lib/simulation/read-durations.js';
import { recordedDurations } from '../../lib/simulation/recorded-durations.js';
import { graphOf } from '../engine/rig.js';

const graph = graphOf({ ocr: {}, merge: {}, extractor: {} });

const told = (text: string): string => {
  const read = readDurations(text, graph);
  return E.isLeft(read) ? formatDiagnostics(new Source('d.yaml', text), read.left) : 'sound';
};

describe('a file of durations', () => {
  it('holds durations and distributions, in milliseconds', () => {
    const text = `
ocr: { lognormal: { mean: 4s, deviation: 500ms } }
merge: 0.25
extractor:
  samples: [1s, 2m]
default: { uniform: [0, 1s] }
`;
    const read = readDurations(text, graph);
    expect(E.isRight(read) && [...read.right.durations]).to.deep.equal([
      ['ocr', { lognormal: { mean: 4000, deviation: 500 } }],
      ['merge', 250],
      ['extractor', { samples: [1000, 120_000] }],
    ]);
    expect(E.isRight(read) && read.right.otherwise).to.deep.equal({ uniform: [0, 1000] });
  });

  it('is told of all that is wrong with it, in its order', () => {
    expect(
      told(`ocr: -2
mergee: 1s
merge: { normal: { mean: 1s, deviation: 1s }, exponential: { mean: 1s } }
extractor: { uniform: [2s, 1s] }
`),
    ).to.equal(`error[bad-value]: \`ocr\` cannot be negative, as -2 is
 --> d.yaml:1:6
  |
1 | ocr: -2
  |      ^^ expected a duration
  = write \`500ms\`, \`30s\`, \`5m\`, \`1h\`, or a number of seconds

error[unknown-component]: the pipeline has no task \`mergee\`
 --> d.yaml:2:1
  |
2 | mergee: 1s
  | ^^^^^^ unknown task
  = did you mean \`merge\`?

error[bad-value]: \`merge\` must have one distribution, not 2
 --> d.yaml:3:8
  |
3 | merge: { normal: { mean: 1s, deviation: 1s }, exponential: { mean: 1s } }
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected one
  = the distributions are \`uniform\`, \`normal\`, \`lognormal\`, \`exponential\` and \`samples\`

error[bad-value]: \`uniform\` of \`extractor\` has a minimum above its maximum
 --> d.yaml:4:23
  |
4 | extractor: { uniform: [2s, 1s] }
  |                       ^^^^^^^^ write the shorter one first`);
  });

  it('is not empty, and no list', () => {
    expect(told('')).to.equal(`error[empty-file]: this file is empty
--> d.yaml
 = write \`task: 2s\` for each, and \`default: 1s\` for others`);
    expect(told('[1s, 2s]')).to
      .equal(`error[wrong-type]: a file of durations is a map from tasks to durations, not a list
 --> d.yaml:1:1
  |
1 | [1s, 2s]
  | ^^^^^^^^ expected a map
  = write \`task: 2s\` for each, and \`default: 1s\` for others`);
  });
});

describe('recorded durations', () => {
  it('are those of attempts that gave outputs, from their start', () => {
    const events = [
      { type: 'run-started', time: 0 },
      { type: 'attempt-started', time: 10, task: 'ocr' },
      { type: 'task-waiting', time: 10, task: 'merge' },
      { type: 'attempt-failed', time: 40, task: 'ocr' },
      { type: 'attempt-started', time: 50, task: 'ocr' },
      { type: 'attempt-started', time: 60, task: 'merge' },
      { type: 'task-finished', time: 75, task: 'ocr' },
      { type: 'task-failed', time: 80, task: 'merge' },
      { type: 'run-started', time: 100 },
      { type: 'attempt-started', time: 110, task: 'ocr' },
      { type: 'task-finished', time: 130, task: 'ocr' },
    ];
    expect([...recordedDurations(events)]).to.deep.equal([['ocr', [25, 20]]]);
  });

  it('are of two attempts beside each other that of the one that gave the outputs', () => {
    const of = (first: number) => [
      { type: 'attempt-started', time: 0, task: 'ocr', attempt: first },
      { type: 'attempt-started', time: 10, task: 'ocr', attempt: first + 1 },
    ];
    const events = [
      ...of(1),
      { type: 'task-repeated', time: 15, task: 'ocr', attempt: 1 },
      ...of(3),
      { type: 'attempt-failed', time: 20, task: 'ocr', attempt: 3 },
      { type: 'task-finished', time: 35, task: 'ocr', attempt: 4 },
    ];
    expect([...recordedDurations(events)]).to.deep.equal([['ocr', [15, 25]]]);
  });

  it('are of a task that is restarted, or superseded, that of its new attempt', () => {
    for (const type of ['task-failed', 'task-superseded', 'task-cancelled']) {
      const events = [
        { type: 'attempt-started', time: 0, task: 'ocr', attempt: 1 },
        { type, time: 10, task: 'ocr' },
        { type: 'attempt-started', time: 50, task: 'ocr', attempt: 1 },
        { type: 'task-finished', time: 55, task: 'ocr', attempt: 1 },
      ];
      expect([...recordedDurations(events)], type).to.deep.equal([['ocr', [5]]]);
    }
  });

  it('keep runs apart whose events are mixed', () => {
    const events = [
      { type: 'run-started', run: 'a', time: 0 },
      { type: 'attempt-started', run: 'a', time: 10, task: 'ocr' },
      { type: 'run-started', run: 'b', time: 12 },
      { type: 'attempt-started', run: 'b', time: 15, task: 'ocr' },
      { type: 'task-finished', run: 'a', time: 40, task: 'ocr' },
      { type: 'run-finished', run: 'a', time: 40 },
      { type: 'task-finished', run: 'b', time: 50, task: 'ocr' },
    ];
    expect([...recordedDurations(events)]).to.deep.equal([['ocr', [30, 35]]]);
  });
});
