import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect } from 'chai';

import {
  hasEnded,
  type Holder,
  isThisProcess,
  thisProcess,
} from '../../../lib/store/relational/holding-process.js';

describe('holder', () => {
  it('is this process', () => {
    const me = thisProcess(5);
    expect(me.since).to.equal(5);
    expect(isThisProcess(me)).to.equal(true);
    expect(hasEnded(me)).to.equal(false);
  });

  it('has ended where another process has its number', () => {
    expect(hasEnded({ ...thisProcess(0), began: '1' })).to.equal(true);
  });

  it('is not known to have ended on another machine', () => {
    expect(hasEnded({ ...thisProcess(0), machine: 'elsewhere', pid: 2 ** 22 + 1 })).to.equal(false);
  });

  it('has ended though its parent has not asked for it', async function () {
    if (process.platform !== 'linux') this.skip();
    // It ends behind `exec`: the shell would ask for it.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 20'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const text = await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve));
      const pid = Number(text.toString());
      const stat = (): string[] => {
        const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return line.slice(line.lastIndexOf(')') + 2).split(' ');
      };
      while (stat()[0] !== 'Z') await new Promise((resolve) => setImmediate(resolve));
      const holder: Holder = { ...thisProcess(0), pid, began: stat()[19] ?? '' };
      expect(hasEnded(holder)).to.equal(true);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
