import * as These from 'fp-ts/lib/These.js';

import type { ComponentDeclaration, Declaration } from '../declaration/declaration.js';
import type { Decoded } from '../declaration/decode.js';
import type { Code } from '../diagnostics/codes.js';
import { diagnose, type Diagnostic, isError } from '../diagnostics/diagnostic.js';
import { firstOfItsKind } from '../diagnostics/first-of-its-kind.js';
import type { Source } from '../diagnostics/source.js';
import { Suggester } from '../diagnostics/suggest.js';
import type { Registry } from '../runners/registry.js';
import type { Runner } from '../runners/runner.js';
import { assemble, hasGaps, type LinkedComponent, type Tried } from './assemble.js';
import { levelled } from './cycles.js';
import { findRunners } from './find-runners.js';
import type { Graph, PipelineOutput } from './graph.js';
import {
  checkInputs,
  checkOutputs,
  checkTypes,
  type Given,
  givenByInput,
  givenByAll,
  givenByPort,
  type WiredPort,
} from './check-ports.js';
import { checkParams } from './check-params.js';
import { neededFor, reportUnneeded } from './prune.js';
import { References } from './references.js';
import { reportAbsent } from './report-absent.js';
import { reportMissing } from './report-missing.js';
import { reportCycles } from './report-cycles.js';
import { checkResources } from './check-resources.js';
import { checkKeeping } from './check-keeping.js';
import { checkThreads } from './check-threads.js';
import { checkByRunner } from './check-by-runner.js';
import {
  checkBatch,
  checkNames,
  checkPipeline,
  fallbackOf,
  linkRepetition,
} from './link-composed.js';
import { checkCondition } from './check-condition.js';
import { reportFaults } from './link-condition.js';
import { linkSelector } from './link-selector.js';
import { pipelinePorts } from './pipeline-ports.js';
import { withoutRepeated } from './repeated-references.js';
import { wire } from './wire.js';

/**
 * The graph that a declaration describes; all that is wrong with it; or a graph with warnings. A
 * declaration that could be read only in part is linked as far as that goes, for what else may be
 * wrong with it, but gives no graph. Relative paths in params count from `directory`.
 */
export const link = (
  { declaration, gaps }: Decoded,
  registry: Registry,
  isWhole: boolean,
  source: Source,
  pipelines: ReadonlyMap<number, Graph> = new Map(),
  directory = '.',
): These.These<readonly Diagnostic[], Graph> => {
  const { components } = declaration;
  const diagnostics: Diagnostic[] = [];
  const isFirst = firstOfItsKind();
  const report = (diagnostic: Diagnostic): void => {
    if (isFirst(diagnostic)) diagnostics.push(diagnostic);
  };
  const suggester = new Suggester();
  const runners = findRunners(components, registry, suggester, report, (component, index) => {
    const graph = pipelines.get(index);
    return graph && pipelinePorts(component.pipeline?.path.value ?? graph.name, graph);
  });
  // A reference to an output that only its declaration misspells is not a second mistake.
  const outputsOf = new Set(gaps.outputsOf);
  components.forEach((component, index) => {
    const runner = runners[index];
    if (runner !== undefined && !checkOutputs(runner, component, suggester, report))
      outputsOf.add(component.name.value);
  });
  const decoded = { declaration, gaps: { ...gaps, outputsOf } };
  const references = new References(decoded, suggester, report, source);
  const { sources } = references;

  if (components.length === 0 && isWhole) report(noComponents(declaration));
  const wiring = components.map((component, index) => wire(component, index, references, report));
  const outputs = linkOutputs(declaration, references, report);
  if (!gaps.resources) checkResources(declaration, pipelines, suggester, report);
  for (const component of components) checkPipeline(component, report);
  checkThreads(components, runners, report);
  checkKeeping(declaration, runners, suggester, report);

  // What is known of each consumable's values, for the types of ports.
  const givens: (Given | undefined)[] = declaration.inputs.map(({ name, details }) =>
    givenByInput(name.value, details.type),
  );
  components.forEach((component, index) => {
    const { name, outputs, map } = component;
    const runner = runners[index];
    for (const output of outputs)
      givens.push(
        runner &&
          givenByPort(
            `${name.value}.${output.name.value}`,
            runner,
            output.port.value,
            map && { hasGaps: hasGaps(component) },
          ),
      );
  });
  // Of what is chosen each may come.
  const givensOf = (consumable: number): readonly Given[] => {
    const choice = sources[consumable]?.choice;
    if (choice === undefined) return flattened(givens[consumable]);
    switch (choice.kind) {
      case 'first':
      case 'race':
        return choice.of.flatMap((one) => flattened(givens[one]));
      case 'all':
        return [givenByAll];
      default:
        return [];
    }
  };
  const check = (component: ComponentDeclaration, runner: Runner, wired: readonly WiredPort[]) => {
    checkInputs(runner, component, wired, suggester, report);
    checkTypes(runner, component, wired, givensOf, report);
    const read = checkParams(runner, component, suggester, report);
    if (read !== undefined && isWhole) {
      checkByRunner(runner, component, wired, read, report);
      reportMissing(runner, component, read, directory, report);
    }
    return read;
  };
  components.forEach((component, index) => {
    const condition = sources[wiring[index]?.when ?? -1]?.choice?.condition;
    if (condition !== undefined && component.when !== undefined)
      reportFaults(
        component.when,
        checkCondition(condition, (name) => givens[references.idOf(name) ?? -1]),
        source,
        report,
      );
  });
  const params = components.map((component, index) => {
    const runner = runners[index];
    const wired = wiring[index]?.inputs ?? [];
    if (runner === undefined) return undefined;
    checkNames(component, wired, suggester, report);
    checkBatch(component, runner, report);
    return check(component, runner, wired);
  });
  const fallbacks = components.map((component, index) =>
    (component.fallback ?? []).map((other): Tried | undefined => {
      const declaration = fallbackOf(component, other);
      const [runner] = findRunners([declaration], registry, suggester, report);
      if (runner === undefined) return undefined;
      checkOutputs(runner, declaration, suggester, report);
      const params = check(declaration, runner, wiring[index]?.inputs ?? []);
      return { declaration, runner, params: params ?? {} };
    }),
  );
  const repetitions = components.map((component, index) =>
    linkRepetition(component, runners[index], suggester, report, source),
  );

  const predecessors = wiring.map((one) => one.predecessors);
  const { levels, stuck } = levelled(predecessors);
  if (stuck.length > 0) reportCycles(components, sources, wiring, stuck, report);

  const needed = neededFor(outputs, sources, predecessors);
  // What only seems unneeded because of another mistake is not reported.
  if (!gaps.edges && !diagnostics.some(({ code }) => unwired.has(code)))
    reportUnneeded(declaration, outputs, wiring, sources, needed, report);
  if (!isWhole || diagnostics.some(isError)) return These.left(diagnostics);
  const linked = components.flatMap((component, index): LinkedComponent[] => {
    const [runner, wired] = [runners[index], wiring[index]];
    if (runner === undefined || wired === undefined) return []; // reported above
    return [
      {
        declaration: component,
        runner,
        params: params[index] ?? {},
        fallback: (fallbacks[index] ?? []).filter((other) => other !== undefined),
        repeat: repetitions[index],
        pipeline: pipelines.get(index),
        wiring: wired,
        level: levels[index] ?? 0,
        needed: needed[index] === 1,
      },
    ];
  });
  const graph = assemble(declaration, linked, sources, outputs);
  reportAbsent(declaration, graph, wiring, report);
  return diagnostics.length > 0 ? These.both(diagnostics, graph) : These.right(graph);
};

/** With these it is not known what needs what. */
const unwired: ReadonlySet<Code> = new Set<Code>([
  'ambiguous-output',
  'bad-condition',
  'cycle',
  'missing-port',
  'no-components',
  'self-dependency',
  'unknown-component',
  'unknown-input',
  'unknown-output',
  'unknown-port',
]);

const flattened = (given: Given | undefined): readonly Given[] =>
  given === undefined ? [] : [given];

const noComponents = ({ name }: Declaration): Diagnostic =>
  diagnose('no-components', name.place, 'the pipeline has no components: there is nothing to run', {
    label: 'nothing to run',
    help: ['declare at least one under `components`'],
  });

const linkOutputs = (
  declaration: Declaration,
  references: References,
  report: (diagnostic: Diagnostic) => void,
): readonly PipelineOutput[] =>
  withoutRepeated(declaration.outputs, report).flatMap((wire) => {
    const { selector } = wire;
    const consumable =
      selector === undefined
        ? references.output(wire)
        : linkSelector(
            wire,
            selector,
            (wire.as ?? wire.reference).value,
            references,
            (reference) => references.output({ as: undefined, reference }),
            report,
          );
    return consumable === undefined
      ? []
      : [{ name: (wire.as ?? wire.reference).value, consumable }];
  });
