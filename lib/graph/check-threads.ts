import type { ComponentDeclaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { quoted } from '../diagnostics/wording.js';
import type { Runner } from '../runners/runner.js';
import { hasThreads } from '../runners/thread/with-thread.js';

/** Components that are to run in threads and cannot. */
export const checkThreads = (
  components: readonly ComponentDeclaration[],
  runners: readonly (Runner | undefined)[],
  report: (diagnostic: Diagnostic) => void,
): void => {
  const threaded = components.flatMap(({ thread, pipeline }, index) => {
    const runner = runners[index];
    return thread?.value && runner !== undefined && pipeline === undefined
      ? [{ place: thread.place, runner }]
      : [];
  });
  for (const { place, runner } of threaded)
    if (runner.module === undefined)
      report(
        diagnose('no-thread', place, `runner ${quoted(runner.name)} cannot run in a thread`, {
          label: 'not in a thread',
          help: [
            'a thread loads its runner from a module: of those that ship, `Command` and `Http` do their work elsewhere in any case; one made in code is moved to a module of its own',
          ],
        }),
      );
  const [first] = threaded;
  if (first !== undefined && !hasThreads())
    report(
      diagnose(
        'no-thread',
        first.place,
        'threads need the package `piscina`, which is not installed',
        {
          label: 'not in a thread',
          help: ['`npm install piscina` adds it; without `thread` a component runs without it'],
        },
      ),
    );
};
