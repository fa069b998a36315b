import type { Declaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';

/** Resources that components ask for and the pipeline does not have, or not that many of. */
export const checkResources = (
  { components, resources = [] }: Declaration,
  suggester: Suggester,
  report: (diagnostic: Diagnostic) => void,
): void => {
  const defined = new Map(resources.map((resource) => [resource.name.value, resource]));
  for (const component of components)
    for (const { name, value: count } of component.resources ?? []) {
      const resource = defined.get(name.value);
      if (resource === undefined) {
        const suggestions = suggester.nearest(name.value, defined.keys());
        report(
          diagnose(
            'unknown-resource',
            name.place,
            `the pipeline has no resource ${quoted(name.value)}`,
            {
              label: 'unknown resource',
              suggestions,
              help: [
                ...didYouMean(suggestions),
                ...(suggestions.length > 0
                  ? []
                  : [
                      `add ${quoted(`${name.value}: ${count.value}`)} to \`resources\` of the pipeline`,
                    ]),
              ],
            },
          ),
        );
      } else if (count.value > resource.value.value)
        report(
          diagnose(
            'resource-exceeded',
            count.place,
            `${quoted(component.name.value)} asks for ${count.value} of ${quoted(name.value)}, but the pipeline has ${resource.value.value}`,
            {
              label: 'more than there are',
              related: [{ place: resource.value.place, message: 'how many there are' }],
              help: ['it could never start; ask for fewer, or define more'],
            },
          ),
        );
    }
};
