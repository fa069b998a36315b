import { writeFileSync } from 'node:fs';

import type { RecordedEvent } from '../../sinks/record/recorded-event.js';
import { report as startReport } from '../../sinks/report/report.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotWritten } from '../files/file-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import type { ReportOptions } from '../inspect/report.js';
import { quoted } from '../../diagnostics/wording.js';
import { allEvents } from '../../store/all-events.js';
import type { StoreFlags } from '../store/store-flags.js';
import { stdout } from '../terminal/stdout.js';
import { withStore } from './history-store.js';

/** `mlpipeline report` of a run in a store. */
export const report = (id: string, options: ReportOptions & StoreFlags): Promise<ExitStatus> =>
  withStore(options, async ({ store }) => {
    const { output = '-' } = options;
    refuseOverwriting({ '--output': output === '-' ? undefined : output }, [store.where]);
    const { id: run } = await store.history.run(id);
    const { add, html } = startReport();
    for (const event of await lastTry(allEvents(store.history, run))) add(event);
    const page = await html();
    if (output === '-') stdout.write(page);
    else
      try {
        writeFileSync(output, page);
      } catch (error) {
        throw new UsageError(`${quoted(output)} cannot be written: ${whyNotWritten(error)}`);
      }
    return exitStatus.done;
  });

/** Of a run that was gone on with, what the last process did: what had finished before is kept there. */
const lastTry = async (events: AsyncIterable<RecordedEvent>): Promise<readonly RecordedEvent[]> => {
  let all: RecordedEvent[] = [];
  for await (const event of events) {
    if (event.type === 'run-started') all = [];
    all.push(event);
  }
  return all;
};
