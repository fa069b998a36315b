import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostic } from '../../diagnostics/format.js';
import { isError } from '../../diagnostics/diagnostic.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { counted } from '../../diagnostics/wording.js';
import type { ParamSetting } from '../../declaration/set-params.js';
import type { Graph } from '../../graph/graph.js';
import type { Findings } from '../../load.js';
import type { Setting } from '../../sweep/settings.js';
import { loadPipeline, registryFor } from '../files/load-pipeline.js';
import { paramSettings } from '../files/set-params.js';
import { withFlags } from '../flags/run-flags.js';
import type { SweepCommandOptions } from './sweep-flags.js';
import type { SweptParams, SweptValue } from './swept-param.js';

type SweptSetting = Omit<Setting, 'values'> & {
  readonly values: Readonly<Record<string, SweptValue>>;
};

/** The pipeline as a setting makes it; `Findings` where its values together make it unsound. */
export type LoadSetting = (setting: SweptSetting) => Promise<E.Either<Findings, Graph>>;

export interface LoadedSettings {
  /** As the first setting makes it. */
  readonly graph: Graph;
  readonly load: LoadSetting;
}

/**
 * Loads the pipeline with each value once, so that a mistake is found before hours of work. What is wrong is
 * given as it is printed.
 */
export const loadSettings = async (
  file: string,
  options: SweepCommandOptions,
  params: SweptParams,
  base: SweptSetting,
  paint: Paint,
): Promise<E.Either<string, LoadedSettings>> => {
  const registry = await registryFor(options);
  const fixed = paramSettings(options.setFile === undefined ? {} : { setFile: options.setFile });
  const loadWith = async (set: readonly ParamSetting[]): Promise<E.Either<Findings, Graph>> =>
    E.map(({ graph }: { readonly graph: Graph }) =>
      withFlags(graph, { ...options, output: 'json', verbose: false }),
    )(await loadPipeline(file, registry, [...fixed, ...set]));
  const load: LoadSetting = ({ values }) =>
    loadWith(Object.values(values).map(({ setting }) => setting));
  const first = await load(base);
  const failed = [first];
  for (const [param, values] of Object.entries(params))
    for (const value of values)
      if (value !== base.values[param])
        failed.push(await load({ ...base, values: { ...base.values, [param]: value } }));
  const findings = failed.flatMap((one) => (E.isLeft(one) ? [one.left] : []));
  return E.isRight(first) && findings.length === 0
    ? E.right({ graph: first.right, load })
    : E.left(told(findings, paint));
};

// What is wrong whatever a param is set to is told once.
const told = (all: readonly Findings[], paint: Paint): string => {
  const errors = new Set(
    all.flatMap(({ source, diagnostics }) =>
      diagnostics.filter(isError).map((one) => formatDiagnostic(source, one, paint)),
    ),
  );
  const name = visible(all[0]?.source.name ?? '');
  return `${[...errors].join('\n\n')}\n\n${name}: ${counted(errors.size, 'error')}\n`;
};
