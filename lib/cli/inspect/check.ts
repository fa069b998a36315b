import * as E from 'fp-ts/lib/Either.js';

import { isError } from '../../diagnostics/diagnostic.js';
import { toJson } from '../../diagnostics/json-diagnostic.js';
import type { Paint } from '../../diagnostics/paint.js';
import { visible } from '../../diagnostics/visible.js';
import { shorten } from '../../diagnostics/wording.js';
import { figures, type Graph, longestPath } from '../../graph/graph.js';
import type { Findings, Pipeline } from '../../load.js';
import { paramSettings } from '../files/set-params.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { jsonText } from '../text/json-text.js';
import { findingsText, loadPipeline, registryFor, type LoadFlags } from '../files/load-pipeline.js';
import { pathWithArrows } from '../text/path-with-arrows.js';
import { paintFor } from '../terminal/paint-for.js';
import { stdout } from '../terminal/stdout.js';

export interface CheckOptions extends LoadFlags {
  readonly format: 'text' | 'json';
  readonly strict: boolean;
  readonly all: boolean;
}

/** `mlpipeline check`: tells all that is wrong with each file. */
export const check = async (
  files: readonly string[],
  options: CheckOptions,
): Promise<ExitStatus> => {
  if (files.filter((file) => file === '-').length > 1)
    throw new UsageError('standard input can be checked only once: `-` is named twice');
  const registry = await registryFor(options);
  const set = paramSettings(options);
  const paint = paintFor(stdout);
  const results: unknown[] = [];
  let status: ExitStatus = exitStatus.done;
  for (const [index, file] of files.entries()) {
    const loaded = await loadPipeline(file, registry, set);
    const findings = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
    const isSound = options.strict
      ? findings.diagnostics.length === 0
      : !findings.diagnostics.some(isError);
    const [first] = findings.diagnostics;
    const isUnreadable = first?.code === 'unreadable-file';
    if (isUnreadable) status = exitStatus.usage;
    else if (!isSound && status === exitStatus.done) status = exitStatus.unsound;
    if (options.format === 'json') results.push(jsonResult(findings, loaded, isSound));
    else if (isUnreadable) process.stderr.write(`mlpipeline: ${first.message}\n`);
    else {
      const most = options.all ? Infinity : undefined;
      const parts = [
        ...(findings.diagnostics.length > 0 ? [findingsText(findings, paint, most)] : []),
        ...(E.isRight(loaded) && isSound
          ? [summary(findings.source.name, loaded.right.graph, paint)]
          : []),
      ];
      stdout.write(`${index > 0 ? '\n' : ''}${parts.join('\n')}`);
    }
  }
  if (options.format === 'json') stdout.write(jsonText({ files: results }));
  return status;
};

const summary = (name: string, graph: Graph, paint: Paint): string => {
  const { components, pruned } = figures(graph);
  const path = longestPath(graph);
  const names = path.map((index) => graph.components[index]?.name ?? '');
  return [
    `${visible(name)}: ${paint.good('sound')}, ${visible(shorten(graph.name, 100))}`,
    `  components    ${components}${pruned > 0 ? `, of which ${pruned} pruned` : ''}`,
    `  longest path  ${path.length}${names.length > 0 ? `: ${pathWithArrows(names)}` : ''}`,
    '',
  ].join('\n');
};

const jsonResult = (
  { source, diagnostics }: Findings,
  loaded: E.Either<Findings, Pipeline>,
  isSound: boolean,
): unknown => {
  const graph = E.isRight(loaded) ? loaded.right.graph : undefined;
  return {
    file: source.name,
    sound: isSound,
    diagnostics: diagnostics.map((diagnostic) => toJson(source, diagnostic)),
    ...(graph === undefined
      ? {}
      : {
          name: graph.name,
          ...figures(graph),
          prunedComponents: graph.components.filter(({ pruned }) => pruned).map(({ name }) => name),
          longestPath: longestPath(graph).map((index) => graph.components[index]?.name),
        }),
  };
};
