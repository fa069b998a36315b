import { createReadStream, existsSync, writeFileSync } from 'node:fs';

import { quoted } from '../../diagnostics/wording.js';
import { EventsError, readEvents } from '../../sinks/record/read-events.js';
import { report as startReport } from '../../sinks/report/report.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotRead, whyNotWritten } from '../files/file-error.js';
import { refuseOverwriting } from '../files/refuse-overwriting.js';
import { stdout } from '../terminal/stdout.js';

export interface ReportOptions {
  readonly output?: string;
}

/** `mlpipeline report`: the HTML report of a run, from the record that `--events` wrote of it. */
export const report = async (file: string, { output }: ReportOptions): Promise<ExitStatus> => {
  const target = output === '-' ? undefined : output;
  refuseOverwriting({ '--output': target }, [file]);
  const name = file === '-' ? '<stdin>' : file;
  const { add, html } = startReport();
  let count = 0;
  try {
    for await (const event of readEvents(file === '-' ? process.stdin : createReadStream(file))) {
      add(event);
      count += 1;
    }
  } catch (error) {
    if (!(error instanceof EventsError))
      throw new UsageError(
        `${quoted(name)} cannot be read: ${whyNotRead(error)}${existsSync(name) ? '' : ', nor is it the id of a run, as `mlpipeline runs` lists them'}`,
      );
    const said = `${name}: ${error.message}`;
    if (!error.isCut || count === 0) throw new UsageError(said);
    process.stderr.write(`mlpipeline: ${said}; the report shows what comes before it\n`);
  }
  if (count === 0) throw new UsageError(`${quoted(name)} holds no events`);
  const page = await html();
  if (target === undefined) stdout.write(page);
  else
    try {
      writeFileSync(target, page);
    } catch (error) {
      throw new UsageError(`${quoted(target)} cannot be written: ${whyNotWritten(error)}`);
    }
  return exitStatus.done;
};
