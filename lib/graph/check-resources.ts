import type { Declaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import { allComponents } from './component-at.js';
import type { Graph } from './graph.js';

interface Claim {
  readonly owner: string;
  readonly resource: string;
  readonly count: number;
  readonly place: Place;
  readonly countPlace: Place;
}

/**
 * Resources that components ask for, or those of pipelines within, and the pipeline does not have, or
 * not that many of: a run has those of its outermost pipeline.
 */
export const checkResources = (
  { components, resources = [] }: Declaration,
  pipelines: ReadonlyMap<number, Graph>,
  suggester: Suggester,
  report: (diagnostic: Diagnostic) => void,
): void => {
  const defined = new Map(resources.map((resource) => [resource.name.value, resource]));
  const claims = components.flatMap((component, index) => [
    ...(component.resources ?? []).map(({ name, value }): Claim => ({
      owner: component.name.value,
      resource: name.value,
      count: value.value,
      place: name.place,
      countPlace: value.place,
    })),
    ...within(component, pipelines.get(index)),
  ]);
  for (const { owner, resource: name, count, place, countPlace } of claims) {
    const resource = defined.get(name);
    if (resource === undefined) {
      const suggestions = suggester.nearest(name, defined.keys());
      report(
        diagnose('unknown-resource', place, `the pipeline has no resource ${quoted(name)}`, {
          label: place === countPlace ? `${quoted(owner)} requests it` : 'unknown resource',
          suggestions,
          help: [
            ...didYouMean(suggestions),
            ...(suggestions.length > 0
              ? []
              : [`add ${quoted(`${name}: ${count}`)} to \`resources\` of the pipeline`]),
          ],
        }),
      );
    } else if (count > resource.value.value)
      report(
        diagnose(
          'resource-exceeded',
          countPlace,
          `${quoted(owner)} requests ${count} of ${quoted(name)}, but the pipeline has ${resource.value.value}`,
          {
            label: 'more than available',
            related: [{ place: resource.value.place, message: 'how many there are' }],
            help: ['it could never start: request fewer, or define more'],
          },
        ),
      );
  }
};

/** What a pipeline within asks for: of each resource the most, told where the pipeline is named. */
const within = (
  { name, pipeline }: Declaration['components'][number],
  graph: Graph | undefined,
): readonly Claim[] => {
  if (graph === undefined || pipeline === undefined) return [];
  const { place } = pipeline.path;
  const most = new Map<string, Claim>();
  for (const [owner, component] of allComponents(graph, `${name.value}/`)) {
    if (component.pruned) continue;
    for (const { name: resource, count } of (component.map?.element ?? component).resources)
      if (count > (most.get(resource)?.count ?? 0))
        most.set(resource, { owner, resource, count, place, countPlace: place });
  }
  return [...most.values()];
};
