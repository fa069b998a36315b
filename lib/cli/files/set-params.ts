import * as E from 'fp-ts/lib/Either.js';

import type { Node } from '../../declaration/node.js';
import { elsewhere, type ParamSetting } from '../../declaration/set-params.js';
import { formatOf, parse } from '../../declaration/yaml/parse.js';
import { formatDiagnostics } from '../../diagnostics/format.js';
import { Source } from '../../diagnostics/source.js';
import { quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { formatNames, readText } from './read-text.js';

export interface SetOptions {
  readonly set?: readonly string[];
  readonly setFile?: readonly string[];
}

/**
 * The params that the command line sets: those of files first, so that `--set` counts above them.
 * Throws a `UsageError` for what cannot be read; whether it fits the pipeline is found when that is loaded.
 */
export const paramSettings = ({ set = [], setFile = [] }: SetOptions): readonly ParamSetting[] => [
  ...setFile.map(fileSetting),
  ...set.map(assignedSetting),
];

const fileSetting = (path: string): ParamSetting => {
  const text = readText(path);
  const source = new Source(path, text);
  const format = formatOf(path);
  const root = parse(text, format);
  if (E.isRight(root)) return { source, root: root.right };
  if (root.left.some(({ code }) => code === 'empty-file'))
    throw new UsageError(`${quoted(path)} must hold a map from components to params, and is empty`);
  throw new UsageError(
    `${quoted(path)} cannot be read as ${formatNames[format]}\n\n${formatDiagnostics(source, root.left)}`,
  );
};

const assignedSetting = (assignment: string): ParamSetting => {
  const equals = assignment.indexOf('=');
  const steps = assignment.slice(0, Math.max(equals, 0)).split('.');
  if (equals < 1 || steps.length < 2 || steps.includes(''))
    throw new UsageError(
      `\`--set\` takes \`component.param=value\`, not ${quoted(assignment)}` +
        (/\.(ya?ml|json)$/.test(assignment) ? ': a file goes after `--set-file`' : ''),
    );
  const source = new Source('--set', assignment);
  const value = valueOf(source, assignment.slice(equals + 1), equals + 1);
  return { source, root: nestedParam(steps, value, equals) };
};

/** The tree that sets one param, whose way to it ends at `end` in the source. */
export const nestedParam = (steps: readonly string[], value: Node, end: number): Node => {
  let root = value;
  let at = end;
  for (const step of [...steps].reverse()) {
    const place = { start: at - step.length, end: at };
    const key: Node = { kind: 'scalar', value: step, place };
    root = { kind: 'mapping', entries: [{ key, value: root }], place };
    at = place.start - 1;
  }
  return root;
};

/**
 * A value as the file would read it. What YAML would take for more than a plain value (`Answer: yes`,
 * `a # b`, `*`) is a text: nobody quotes twice on a command line.
 */
const valueOf = (source: Source, text: string, start: number): Node => {
  const asText: Node = { kind: 'scalar', value: text, place: { start, end: start + text.length } };
  const isPlain = !/^[[{"']/.test(text);
  if (isPlain && !/^[-+.]?\d|^(?:true|false|null|~|[-+]?\.inf|\.nan)$/i.test(text)) return asText;
  const root = parse(text);
  if (E.isRight(root))
    return isPlain && root.right.kind !== 'scalar' ? asText : elsewhere(source, root.right, start);
  if (/^(?:null|~)$/i.test(text)) return { ...asText, value: null };
  if (isPlain && root.left.some(({ code }) => code.startsWith('yaml-'))) return asText;
  throw new UsageError(
    `the value in \`--set\` ${quoted(source.text ?? '')} cannot be read\n\n${formatDiagnostics(new Source('--set', text), root.left)}`,
  );
};
