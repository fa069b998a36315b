import type { ParamSetting } from '../../declaration/set-params.js';
import { Source } from '../../diagnostics/source.js';
import type { Span } from '../../diagnostics/place.js';
import { quoted } from '../../diagnostics/wording.js';
import { fromObject } from '../../declaration/from-object.js';
import type { Node } from '../../declaration/node.js';
import { SweepError } from '../../sweep/sweep-error.js';
import { sweptValues } from '../../sweep/swept-values.js';
import { UsageError } from '../exit/usage-error.js';
import { nestedParam } from '../files/set-params.js';

/** A value of what varies, with the place where it was written. */
export interface SweptValue {
  readonly value: unknown;
  /** Sets it, so that what is wrong with it is told there. */
  readonly setting: ParamSetting;
}

/** Values by the params that take them. */
export type SweptParams = Readonly<Record<string, readonly SweptValue[]>>;

/** What varies: params of one value are the same in each row. */
export const varying = (params: SweptParams): readonly string[] => {
  const all = Object.keys(params);
  const several = all.filter((param) => (params[param]?.length ?? 0) > 1);
  return several.length > 0 ? several : all;
};

/** What `--set` says of a param: one value, or several. Throws a `UsageError`. */
export const sweptParam = (
  assignment: string,
): readonly [param: string, values: readonly SweptValue[]] => {
  const equals = assignment.indexOf('=');
  const param = assignment.slice(0, Math.max(equals, 0));
  const steps = param.split('.');
  if (equals < 1 || steps.length < 2 || steps.includes(''))
    throw new UsageError(
      `\`--set\` takes \`component.param=values\`, not ${quoted(assignment)}` +
        (/\.(ya?ml|json)$/.test(assignment) ? ': a file goes after `--sweep-file`' : ''),
    );
  const source = new Source('--set', assignment);
  const place = { start: equals + 1, end: assignment.length };
  const values = valuesOf(assignment.slice(equals + 1), `\`--set\` ${quoted(param)}`);
  return [
    param,
    values.map((value) => ({
      value,
      setting: { source, root: nestedParam(steps, placed(fromObject(value), place), equals) },
    })),
  ];
};

const valuesOf = (text: string, where: string): readonly unknown[] => {
  try {
    return sweptValues(text);
  } catch (error) {
    if (error instanceof SweepError) throw new UsageError(`${where}: ${error.message}`);
    throw error;
  }
};

/** The tree with one place for all of it. */
export const placed = (node: Node, place: Span): Node => {
  switch (node.kind) {
    case 'scalar':
      return { ...node, place };
    case 'sequence':
      return { ...node, items: node.items.map((item) => placed(item, place)), place };
    case 'mapping':
      return {
        ...node,
        entries: node.entries.map(({ key, value }) => ({
          key: placed(key, place),
          value: placed(value, place),
        })),
        place,
      };
  }
};

/** As a `--set` that a run would be started with. */
export const assignmentOf = (param: string, value: unknown): string =>
  `${param}=${JSON.stringify(value)}`;
