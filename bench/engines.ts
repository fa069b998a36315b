import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface EngineSource {
  readonly name: string;
  /** The file that writes a shape down for it, and the export there. */
  readonly module: string;
  readonly export: string;
  /** Its package, where it has one of its own. */
  readonly package?: string;
}

const ours = (name: string, exported: string): EngineSource => ({
  name,
  module: 'bench/engines/mlpipeline.ts',
  export: exported,
});

const other = (name: string, file: string, from: string): EngineSource => ({
  name,
  module: `bench/others/${file}.ts`,
  export: 'engine',
  package: from,
});

/** The yardstick first. */
export const engines: readonly EngineSource[] = [
  { name: 'promises', module: 'bench/engines/promises.ts', export: 'engine' },
  ours('mlpipeline', 'bare'),
  ours('mlpipeline+events', 'withEvents'),
  ours('mlpipeline+slots', 'withSlots'),
  ours('mlpipeline+events+slots', 'withEventsAndSlots'),
  ours('mlpipeline+events+slots+resources', 'withResources'),
  { name: 'rxjs', module: 'bench/engines/rxjs.ts', export: 'engine', package: 'rxjs' },
  other('async.auto', 'async-auto', 'async'),
  other('p-graph', 'p-graph', 'p-graph'),
  other('effect', 'effect', 'effect'),
  other('flowed', 'flowed', 'flowed'),
  other('graphai', 'graphai', 'graphai'),
];

/** Of a package of bench/, or of the root's; `undefined` for one that is not installed. */
export const versionOf = (name: string): string | undefined => {
  const file = ['node_modules', '../node_modules']
    .map((folder) => fileURLToPath(new URL(`${folder}/${name}/package.json`, import.meta.url)))
    .find(existsSync);
  return file === undefined
    ? undefined
    : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};
