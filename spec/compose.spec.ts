import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import { parse } from 'yaml';

import { mlpipeline } from './cli/mlpipeline.js';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe('compose.yaml', () => {
  const { services, volumes } = parse(
    readFileSync(new URL('../compose.yaml', import.meta.url), 'utf8'),
    { merge: true },
  ) as Compose;

  it('refers to services and volumes that are there', () => {
    for (const { image, depends_on: needs = {}, volumes: mounted = [] } of Object.values(
      services,
    )) {
      expect(image).to.match(/^(node|redis):\d+$/);
      expect(Object.keys(services)).to.include.members(Object.keys(needs));
      const named = mounted
        .map((one) => one.split(':')[0] ?? '')
        .filter((one) => !one.startsWith('.'));
      expect(Object.keys(volumes)).to.include.members(named);
    }
  });

  it('calls commands with options that they have', async function () {
    this.timeout(60_000);
    for (const { command } of Object.values(services)) {
      if (command[1] !== 'mlpipeline') continue;
      const [, , name = '', ...argv] = command;
      const { stdout } = await mlpipeline([name, '--help']);
      for (const option of argv.filter((one) => one.startsWith('--')))
        expect(stdout, `${name} ${option}`).to.include(option);
    }
  });
});
