import { expect } from 'chai';

import { SweepProgress } from '../../../lib/cli/sweep/sweep-progress.js';
import { plain } from '../../../lib/diagnostics/paint.js';
import type { RunEvent } from '../../../lib/engine/events/event.js';

const event = (type: string, task?: string): RunEvent =>
  ({
    type,
    ...(task === undefined ? {} : { task }),
    graph: { components: [{}, {}, { pruned: true }] },
  }) as never;

describe('how far a sweep is', () => {
  it('is told of its runs, and within each that is at work', () => {
    const progress = new SweepProgress(4, 1_000);
    expect(progress.lines(50, 1_000, plain)).to.deep.equal(['0 of 4 runs ended, 0.0 s']);
    const first = progress.begin('ocr.psm=3', 1_000);
    const second = progress.begin('ocr.psm=6', 2_000);
    first.sink(event('run-started'));
    first.sink(event('attempt-started', 'read'));
    first.sink(event('attempt-started', 'read[3]/ocr'));
    expect(progress.lines(50, 3_000, plain)).to.deep.equal([
      '0 of 4 runs ended, 2.0 s',
      '  ocr.psm=3: 0 of 2 tasks, running `read`, 2.0 s',
      '  ocr.psm=6, 1.0 s',
    ]);
    first.sink(event('task-finished', 'read[3]/ocr'));
    first.sink(event('task-finished', 'read'));
    first.sink(event('task-kept', 'show'));
    expect(progress.lines(50, 3_000, plain)[1]).to.equal('  ocr.psm=3: 2 of 2 tasks, 2.0 s');
    first.end();
    second.end();
    expect(progress.lines(80, 3_000, plain)).to.deep.equal([
      '━━━━━─────  2 of 4 runs ended, 2.0 s',
    ]);
  });

  it('is told in as many lines as can be read', () => {
    const progress = new SweepProgress(100, 0);
    for (let run = 0; run < 10; run += 1) progress.begin(`ocr.psm=${run}\n`, 0);
    const lines = progress.lines(16, 0, plain);
    expect(lines).to.have.length(8);
    expect(lines.at(-1)).to.equal('  and 4 more runs');
    expect(lines[1]).to.equal('  ocr.psm=0\\x0a…');
  });
});
