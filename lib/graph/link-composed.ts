import * as E from 'fp-ts/lib/Either.js';

import { parseCondition } from '../conditions/condition.js';
import type { ComponentDeclaration } from '../declaration/declaration.js';
import type { Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import type { Source } from '../diagnostics/source.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Runner } from '../runners/runner.js';
import type { WiredPort } from './check-ports.js';
import type { Repetition } from './graph.js';
import { checkCondition } from './check-condition.js';
import { placed, reportFaults } from './link-condition.js';

type Report = (diagnostic: Diagnostic) => void;

/** Ports and outputs that `map` and `repeat` name and that are none of the component's are reported. */
export const checkNames = (
  { name, map, repeat, outputs }: ComponentDeclaration,
  wired: readonly WiredPort[],
  suggester: Suggester,
  report: Report,
): void => {
  const ports = wired.map(({ port }) => port);
  for (const port of map?.over ?? [])
    if (!ports.includes(port.value))
      report(unknown(`component ${quoted(name.value)} has no input`, port, ports, suggester));
  if (map !== undefined && map.over.length > 0 && outputs.length === 0) return;
  const given = outputs.map((output) => output.name.value);
  for (const { name: port, value: output } of (repeat as Partial<typeof repeat>)?.carry ?? []) {
    if (!ports.includes(port.value))
      report(unknown(`component ${quoted(name.value)} has no input`, port, ports, suggester));
    if (!given.includes(output.value))
      report(unknown(`component ${quoted(name.value)} has no output`, output, given, suggester));
  }
};

const unknown = (
  said: string,
  name: Text,
  known: readonly string[],
  suggester: Suggester,
): Diagnostic => {
  const suggestions = suggester.nearest(name.value, known);
  return diagnose('unknown-port', name.place, `${said} ${quoted(name.value)}`, {
    label: 'not one of its own',
    suggestions,
    help:
      suggestions.length > 0
        ? didYouMean(suggestions)
        : [known.length === 0 ? 'it has none' : `it has ${listed(known, 'and', 5, quoted)}`],
  });
};

/** The component as it is with one of the runners to fall back to. */
export const fallbackOf = (
  component: ComponentDeclaration,
  other: NonNullable<ComponentDeclaration['fallback']>[number],
): ComponentDeclaration => {
  const { name, inputs, outputs, map } = component;
  return { name, inputs, outputs, ...other, ...(map === undefined ? {} : { map }) };
};

/** How a component is repeated; `undefined` where it is not, or something is wrong, which is reported. */
export const linkRepetition = (
  { repeat, outputs }: ComponentDeclaration,
  runner: Runner | undefined,
  suggester: Suggester,
  report: Report,
  source: Source,
): Repetition | undefined => {
  if (repeat === undefined) return undefined;
  const { until, atMost, carry } = repeat as Partial<typeof repeat>;
  if (until === undefined || atMost === undefined || carry === undefined) return undefined;
  const names = outputs.map(({ name }) => name.value);
  const parsed = parseCondition(until.value, ([first = '']) => {
    if (names.includes(first)) return 1;
    const suggestions = suggester.nearest(first, names);
    return {
      message: `the component has no output ${quoted(first)}`,
      suggestions,
      help:
        suggestions.length > 0
          ? didYouMean(suggestions)
          : [`\`until\` is over its outputs, ${listed(names, 'and', 5, quoted)}`],
    };
  });
  if (E.isLeft(parsed)) {
    reportFaults(until, parsed.left, source, report);
    return undefined;
  }
  const portOf = new Map(outputs.map(({ name, port }) => [name.value, port.value]));
  const faults = checkCondition(parsed.right, (name) => {
    const codec = runner?.outputs?.[portOf.get(name) ?? ''];
    return codec && { codec };
  });
  reportFaults(until, faults, source, report);
  return {
    until: placed(parsed.right, until, source),
    atMost: atMost.value,
    carry: carry.map(({ name, value }) => ({ port: name.value, output: value.value })),
  };
};

/** A component that gathers calls for a runner which takes one at a time is reported. */
export const checkBatch = (
  { batch, pipeline }: ComponentDeclaration,
  runner: Runner,
  report: Report,
): void => {
  if (pipeline !== undefined) return;
  // Of what could not be read a part may be missing, which has been told.
  const { size } = (batch ?? {}) as Partial<NonNullable<typeof batch>>;
  if (size !== undefined && runner.batch !== true)
    report(
      diagnose('bad-wiring', size.place, `runner ${quoted(runner.name)} takes no batches`, {
        label: 'one call at a time',
        help: [
          'a runner that takes lists on its ports says so with `batch: true`, or is made by `defineBatchRunner`',
        ],
      }),
    );
};

/** What goes with a runner alone, of a component that is a pipeline of its own, is reported. */
export const checkPipeline = (component: ComponentDeclaration, report: Report): void => {
  const { pipeline, resources, hedge, batch, thread, cache, version, workers } = component;
  if (pipeline === undefined) return;
  const wrong = (key: string, place: Place, help: string): void => {
    report(
      diagnose('bad-wiring', place, `\`${key}\` does not go with \`pipeline\``, {
        label: 'for runners',
        help: [help],
      }),
    );
  };
  const [resource] = resources ?? [];
  if (resource !== undefined)
    wrong('resources', resource.name.place, 'set it on its own components');
  if (hedge !== undefined)
    wrong(
      'hedge',
      hedge.place,
      'two attempts at a pipeline would have the same name; set it on its own components',
    );
  const inside = 'set it on its own components';
  const { size } = (batch ?? {}) as Partial<NonNullable<typeof batch>>;
  if (size !== undefined) wrong('batch', size.place, inside);
  if (thread !== undefined) wrong('thread', thread.place, inside);
  if (cache !== undefined) wrong('cache', cache.place, inside);
  if (version !== undefined) wrong('version', version.place, inside);
  if (workers !== undefined) wrong('workers', workers.place, inside);
};
