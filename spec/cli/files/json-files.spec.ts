import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { UsageError } from '../../../lib/cli/exit/usage-error.js';
import { readInputs } from '../../../lib/cli/files/read-inputs.js';
import { paramSettings } from '../../../lib/cli/files/set-params.js';
import { durationsOf } from '../../../lib/cli/simulate/given-durations.js';
import { graphOf } from '../../engine/rig.js';

const graph = graphOf({ a: { inputs: ['page'] } }, { inputs: ['page'] });

const told = async (call: () => unknown): Promise<string> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing';
};

describe('a file that ends in .json, on the command line', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlpipeline-json-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read by the rules of JSON, whatever it gives', async () => {
    const path = join(folder, 'f.json');
    const readers = [
      () => readInputs(graph, [], path),
      () => paramSettings({ setFile: [path] }),
      () => durationsOf([path], graph),
    ];
    writeFileSync(path, '{ "page": 1, }');
    for (const read of readers)
      expect(await told(read)).to.match(
        /^`[^`]+` cannot be (?:read as JSON|used for durations)\n\nerror\[json-syntax\]: there is a comma after the last value\n/,
      );
    writeFileSync(path, '{ "page": "\u0080" }');
    for (const read of readers.slice(0, 2)) expect(await told(read)).to.equal('nothing');
  });
});
