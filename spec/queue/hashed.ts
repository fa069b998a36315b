import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';

import type { Graph } from '../../lib/graph/graph.js';
import { loadFile, orThrow } from '../../lib/load.js';
import { anyRunner, Registry } from '../../lib/runners/registry.js';
import type { Runner } from '../../lib/runners/runner.js';
import { sharedData } from '../shared-data.js';

/** Any wrong wire changes what it gives. */
const run: Runner['run'] = (inputs, { component, outputs, log, random }) => {
  log(`makes ${outputs.length}, and draws ${random()}`);
  return Object.fromEntries(
    outputs.map((port) => [
      port,
      createHash('sha256')
        .update(`${component}|${port}|${Object.values(inputs).join('|')}`)
        .digest('hex'),
    ]),
  );
};

/** Gives each runner that a file names this function, with its version. */
export const hashedGraph = async (file: string, version = '1'): Promise<Graph> => {
  const { graph } = orThrow(await loadFile(file, { runners: anyRunner }));
  const names = new Set(graph.components.map(({ runner }) => runner.name));
  const runners = [...names].map((name): Runner => ({ name, version, run }));
  return orThrow(await loadFile(file, { runners: new Registry(runners) })).graph;
};

/** The graphs of workflows, where they are there. */
export const workflowFiles = (): readonly string[] => {
  const folder = sharedData('workflows');
  return folder === undefined
    ? []
    : readdirSync(folder)
        .filter((one) => one.endsWith('.yaml'))
        .map((one) => `${folder}${one}`);
};
