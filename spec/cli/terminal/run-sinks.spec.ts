import { expect } from 'chai';

import { shownOf } from '../../../lib/cli/terminal/run-sinks.js';
import { isLive } from '../../../lib/cli/terminal/is-live.js';

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
