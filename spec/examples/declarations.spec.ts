import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect } from 'chai';

import { formatDiagnostics } from '../../lib/diagnostics/format.js';
import { loadFile, orThrow } from '../../lib/load.js';

const root = fileURLToPath(new URL('../../examples', import.meta.url));
const examples = readdirSync(root, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('sweep.yaml'))
  .sort();

describe('the examples', () => {
  const warnings: Readonly<Record<string, string>> = {
    'model-comparison.yaml': `warning[pruned-component]: no output needs \`audit\`: it is not run
  --> model-comparison.yaml:39:7
   |
39 |     - audit:
   |       ^^^^^ pruned
   = name one of its outputs under \`outputs\` of the pipeline, or remove it`,
  };

  for (const name of examples)
    it(`${name} is sound`, async () => {
      const { findings } = orThrow(await loadFile(join(root, name), { name }));
      const said = formatDiagnostics(findings.source, findings.diagnostics);
      expect(said).to.equal(warnings[name] ?? '');
    });

  it('declare the same pipeline in both styles', async () => {
    const [ordinary, inLists] = await Promise.all(
      ['pipeline.yaml', 'pipeline-in-lists.yaml'].map(async (name) =>
        orThrow(await loadFile(join(root, 'simulated-extraction', name))),
      ),
    );
    expect(inLists?.graph).to.deep.equal(ordinary?.graph);
  });

  it('include one that branches and merges', async () => {
    const { graph } = orThrow(await loadFile(join(root, 'two-readings.yaml')));
    expect(Math.max(...graph.components.map(({ predecessors }) => predecessors.length))).to.equal(
      2,
    );
  });
});
