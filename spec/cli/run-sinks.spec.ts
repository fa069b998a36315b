import { expect } from 'chai';

import { shownOf } from '../../lib/cli/run-sinks.js';
import { runSummary } from '../../lib/cli/run-summary.js';
import { isLive } from '../../lib/cli/terminal.js';
import { RunError } from '../../lib/engine/failure.js';

describe('what stderr shows of a run', () => {
  const shown = (
    flags: Partial<Parameters<typeof shownOf>[0]>,
    isLive: boolean,
    tasks = 5,
  ): string => {
    const { live, log } = shownOf({ quiet: false, verbose: false, ...flags }, isLive, tasks);
    return `${log}${live ? ' above live progress' : ''}`;
  };

  it('is a log, wherever it is no terminal', () => {
    expect(shown({}, false)).to.equal('text');
    expect(shown({}, false, 5000)).to.equal('text');
    expect(shown({ log: 'none' }, false)).to.equal('none');
  });

  it('is live progress on a terminal, and of many steps only those above it that failed', () => {
    expect(shown({}, true)).to.equal('text above live progress');
    expect(shown({}, true, 100)).to.equal('text above live progress');
    expect(shown({}, true, 101)).to.equal('troubles above live progress');
    expect(shown({ log: 'none' }, true)).to.equal('none above live progress');
  });

  it('is every step where that is asked for', () => {
    expect(shown({ log: 'text' }, true, 5000)).to.equal('text above live progress');
    expect(shown({ verbose: true }, true, 5000)).to.equal('text above live progress');
  });

  it('is nothing but lines of JSON, or nothing at all, where that is asked for', () => {
    expect(shown({ log: 'json' }, true)).to.equal('json');
    expect(shown({ quiet: true }, true)).to.equal('none');
    expect(shown({ quiet: true, log: 'text', verbose: true }, true)).to.equal('none');
  });

  it('is live on a terminal that can be drawn over, with somebody in front of it', () => {
    const xterm = { TERM: 'xterm-256color' };
    expect(isLive({ isTTY: true }, xterm)).to.equal(true);
    expect(isLive({ isTTY: true }, { ...xterm, CI: 'false' })).to.equal(true);
    expect(isLive({ isTTY: true }, { ...xterm, CI: 'true' })).to.equal(false);
    expect(isLive({ isTTY: true }, { TERM: 'dumb' })).to.equal(false);
    expect(isLive({}, xterm)).to.equal(false);
  });
});

describe('the summary of a run that failed', () => {
  const failures = Array.from({ length: 23 }, (_, index) => ({
    kind: 'error' as const,
    task: `t${index}`,
    attempt: 1,
    message: 'no luck',
    cause: undefined,
    final: false,
  }));
  const tally = { finished: [], failures, skipped: [], cancelled: [], outcome: 'failed' as const };
  const lines = (verbose: boolean): string[] =>
    runSummary(new RunError('failed', 'x', failures), tally, verbose).split('\n');

  it('tells the first of very many failures, and all where it is to be verbose', () => {
    expect(lines(false).slice(18)).to.deep.equal([
      '`t18` failed at attempt 1: no luck',
      '`t19` failed at attempt 1: no luck',
      '… and 3 more tasks failed: --verbose tells all',
      '',
    ]);
    expect(lines(true).slice(22)).to.deep.equal(['`t22` failed at attempt 1: no luck', '']);
  });
});
