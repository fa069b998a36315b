import type { Declaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Runner } from '../runners/runner.js';

type Report = (diagnostic: Diagnostic) => void;

/** What components say of how their results are kept and cannot be meant. */
export const checkKeeping = (
  { components, defaults }: Declaration,
  runners: readonly (Runner | undefined)[],
  suggester: Suggester,
  report: Report,
): void => {
  components.forEach(({ name, runner: named, cache, version, store, outputs, pipeline }, index) => {
    const given = outputs.map((output) => output.name.value);
    for (const output of store === undefined || store === 'none' ? [] : store)
      if (!given.includes(output.value)) {
        const suggestions = suggester.nearest(output.value, given);
        const help =
          suggestions.length > 0
            ? didYouMean(suggestions)
            : [given.length === 0 ? 'it has none' : `it has ${listed(given, 'and', 5, quoted)}`];
        report(
          diagnose(
            'unknown-output',
            output.place,
            `component ${quoted(name.value)} has no output ${quoted(output.value)}`,
            { label: 'not one of its own', suggestions, help },
          ),
        );
      }
    const runner = runners[index];
    const isCached = pipeline === undefined && (cache ?? defaults?.cache)?.value === true;
    if (!isCached || version !== undefined) return;
    if (runner?.isService === true && runner.version === undefined)
      report(
        diagnose(
          'no-version',
          cache?.place ?? named.place,
          `component ${quoted(name.value)} is cached, but changes of the service that it calls are not detected`,
          {
            label: cache === undefined ? 'cached by default' : 'cached',
            help: [
              'add `version`, such as that of the model, and change it with the service; or set `cache: false`',
            ],
          },
        ),
      );
  });
};
