import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { formatDiagnostics } from '../lib/diagnostics/format.js';
import type { Graph } from '../lib/graph/graph.js';
import { type Findings, loadObject, type LoadOptions, loadText, orThrow } from '../lib/load.js';
import { anyRunner } from '../lib/runners/registry.js';

/** The text without its first line break and without the indentation that all its lines share. */
export const dedent = (text: string): string => {
  const lines = text.replace(/^\n/, '').replace(/\n *$/, '\n').split('\n');
  const widths = lines.filter((line) => line !== '').map((line) => line.search(/[^ ]|$/));
  return lines.map((line) => line.slice(Math.min(...widths))).join('\n');
};

const linesOf = (loaded: E.Either<Findings, { findings: Findings }>): readonly string[] => {
  const { source, diagnostics } = E.isLeft(loaded) ? loaded.left : loaded.right.findings;
  return diagnostics.length === 0 ? [] : formatDiagnostics(source, diagnostics).split('\n');
};

const defaults: LoadOptions = { name: 'p.yaml', runners: anyRunner };

/** Expects that exactly these lines are told of a YAML text. Any runner is known, by default. */
export const expectDiagnostics = async (
  text: string,
  lines: readonly string[],
  options: LoadOptions = {},
): Promise<void> => {
  const loaded = await loadText(dedent(text), { ...defaults, ...options });
  expect(linesOf(loaded)).to.deep.equal(lines);
};

/** Expects that exactly these lines are told of an object. */
export const expectDiagnosticsOfObject = async (
  value: unknown,
  lines: readonly string[],
  options: LoadOptions = {},
): Promise<void> => {
  const loaded = await loadObject(value, { ...defaults, name: 'object', ...options });
  expect(linesOf(loaded)).to.deep.equal(lines);
};

/** The graph of a YAML text that is sound. */
export const graphOf = async (text: string, options: LoadOptions = {}): Promise<Graph> =>
  orThrow(await loadText(dedent(text), { ...defaults, ...options })).graph;
