import { readdirSync, readFileSync } from 'node:fs';

import { expect } from 'chai';

import { figures } from '../lib/graph/graph.js';
import { loadFile, orThrow } from '../lib/load.js';
import { anyRunner } from '../lib/runners/registry.js';
import { itIsSkippedWithout, sharedData } from './shared-data.js';

interface SideFile {
  readonly tasks: number;
  readonly edges: number;
  readonly depth: number;
  readonly pipeline_inputs: number;
  readonly pipeline_outputs: number;
}

for (const name of ['workflows', 'peer-graphs']) {
  const folder = sharedData(name);
  describe(`the graphs of ${name}`, () => {
    if (folder === undefined) {
      itIsSkippedWithout(name);
      return;
    }
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.yaml')))
      it(`has the figures of ${file}`, async () => {
        const side = JSON.parse(
          readFileSync(`${folder}${file.replace(/yaml$/, 'json')}`, 'utf8'),
        ) as SideFile;
        const { graph } = orThrow(await loadFile(`${folder}${file}`, { runners: anyRunner }));
        const { components, edges, depth } = figures(graph);
        expect({
          tasks: components,
          edges,
          depth,
          pipeline_inputs: graph.inputs.length,
          pipeline_outputs: graph.outputs.length,
        }).to.deep.equal({
          tasks: side.tasks,
          edges: side.edges,
          depth: side.depth,
          pipeline_inputs: side.pipeline_inputs,
          pipeline_outputs: side.pipeline_outputs,
        });
      });
  });
}
