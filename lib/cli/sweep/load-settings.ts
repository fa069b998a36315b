import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostic } from '../../diagnostics/format.js';
import { diagnose, isError } from '../../diagnostics/diagnostic.js';
import type { Paint } from '../../diagnostics/paint.js';
import type { Place } from '../../diagnostics/place.js';
import { visible } from '../../diagnostics/visible.js';
import { counted } from '../../diagnostics/wording.js';
import type { Node } from '../../declaration/node.js';
import type { Graph } from '../../graph/graph.js';
import type { Findings } from '../../load.js';
import type { Setting } from '../../sweep/settings.js';
import { loadPipeline, registryFor } from '../files/load-pipeline.js';
import { paramSettings } from '../files/set-params.js';
import { withFlags } from '../flags/run-flags.js';
import { undeclaredParam } from '../../sweep/undeclared-param.js';
import type { SweepCommandOptions, SweepPlan } from './sweep-flags.js';
import type { SweptValue } from './swept-param.js';
import { sweepMistakes } from './sweep-mistakes.js';

/** The pipeline as a setting makes it; `Findings` where its values together make it unsound. */
export type LoadSetting = (setting: Setting<SweptValue>) => Promise<E.Either<Findings, Graph>>;

export interface LoadedSettings {
  /** As the first setting makes it. */
  readonly graph: Graph;
  /** What is to be known of it before it is run. */
  readonly findings: Findings;
  readonly load: LoadSetting;
}

/**
 * Loads the pipeline with each value once, so that a mistake is found before hours of work. What is wrong, be
 * it with the values or with what else the sweep's file says, is given as it is printed.
 */
export const loadSettings = async (
  file: string,
  options: SweepCommandOptions,
  plan: SweepPlan,
  base: Setting<SweptValue>,
  paint: Paint,
): Promise<E.Either<string, LoadedSettings>> => {
  const registry = await registryFor(options);
  const fixed = paramSettings(options.setFile === undefined ? {} : { setFile: options.setFile });
  const loadWhole = ({ values }: Setting<SweptValue>): ReturnType<typeof loadPipeline> =>
    loadPipeline(file, registry, [...fixed, ...Object.values(values).map((one) => one.setting)]);
  const graphIn = ({ graph }: { readonly graph: Graph }): Graph =>
    withFlags(graph, { ...options, output: 'json', verbose: false });
  const load: LoadSetting = async (setting) => E.map(graphIn)(await loadWhole(setting));
  const whole = await loadWhole(base);
  const first = E.map(graphIn)(whole);
  const loaded = [first];
  for (const [param, values] of Object.entries(plan.params))
    for (const value of values)
      if (value !== base.values[param])
        loaded.push(await load({ ...base, values: { ...base.values, [param]: value } }));
  const standing = await load({ ...base, values: {} });
  const undeclared: string[] = [];
  for (const [param, value] of Object.entries(base.values)) {
    const others = Object.entries(base.values).filter(([name]) => name !== param);
    // It may be that the pipeline is none without some of the params.
    const without = E.isRight(standing)
      ? standing
      : await load({ ...base, values: Object.fromEntries(others) });
    if (E.isRight(without)) undeclared.push(...undeclaredText(without.right, param, value, paint));
  }
  const graph = [first, standing].find(E.isRight)?.right;
  const wrong = new Set([
    ...plan.file.faults,
    ...loaded.flatMap((one) => (E.isLeft(one) ? errorTexts(one.left, paint) : [])),
    ...undeclared,
    ...(graph === undefined ? [] : sweepMistakes(graph, plan.file, paint)),
  ]);
  if (E.isRight(whole) && E.isRight(first) && wrong.size === 0)
    return E.right({ graph: first.right, findings: whole.right.findings, load });
  const names = [...(options.sweepFile === undefined ? [] : [options.sweepFile]), file];
  const all = `${names.map(visible).join(', ')}: ${counted(wrong.size, 'error')}\n`;
  return E.left(`${[...wrong].join('\n\n')}\n\n${all}`);
};

const errorTexts = ({ source, diagnostics }: Findings, paint: Paint): readonly string[] =>
  diagnostics.filter(isError).map((one) => formatDiagnostic(source, one, paint));

const undeclaredText = (
  graph: Graph,
  param: string,
  { setting: { source, root } }: SweptValue,
  paint: Paint,
): readonly string[] => {
  const problem = undeclaredParam(graph, param);
  if (problem === undefined) return [];
  const { message, suggestions, help, step } = problem;
  const details = { label: 'unknown param', suggestions, help };
  return [
    formatDiagnostic(
      source,
      diagnose('bad-params', stepPlace(root, step), message, details),
      paint,
    ),
  ];
};

/** Where a step of the way to a param is written. */
const stepPlace = (root: Node, step: number): Place => {
  const [entry] = root.kind === 'mapping' ? root.entries : [];
  if (entry === undefined) return root.place;
  return step === 0 ? entry.key.place : stepPlace(entry.value, step - 1);
};
