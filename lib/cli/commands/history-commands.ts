import { type Command, Option } from 'commander';

import type { AddCommand } from './add-command.js';
import type { CompareCommandOptions } from '../history/compare.js';
import type { LineageCommandOptions } from '../history/lineage.js';
import type { LogsCommandOptions } from '../history/logs.js';
import type { PruneCommandOptions } from '../history/prune.js';
import type { RestartCommandOptions, ResumeCommandOptions } from '../history/resume.js';
import type { RunsCommandOptions } from '../history/runs.js';
import type { ShowCommandOptions } from '../history/show.js';
import type { ValueCommandOptions } from '../history/value.js';
import { remoteOption, tasksQueueOption } from '../flags/queue-options.js';
import type { StoreFlags } from '../store/store-flags.js';
import { storeOption } from '../store/store-option.js';
import { bestOption, metricOption } from './shared-options.js';

/** How a run that is gone on with is shown; all else is the run's. */
const shownAs = (command: Command): Command =>
  command
    .addOption(storeOption('the store that has the run'))
    .option('--file <file>', 'the pipeline file, if it has moved since')
    .option('--runners <module...>', 'modules of runners, in place of those of the run', [])
    .addOption(
      new Option('--output <format>', 'how to print the outputs')
        .choices(['json', 'yaml', 'text'])
        .default('json'),
    )
    .addOption(
      new Option('--log <format>', 'how to log the steps').choices(['text', 'json', 'none']),
    )
    .addOption(tasksQueueOption())
    .addOption(remoteOption())
    .option('--quiet', 'log nothing, and show no progress', false)
    .option('--verbose', 'log starts, waits and progress too, and stacks of errors', false)
    .option('--report <file>', 'write a report of the run, one self-contained HTML page')
    .option('--events <file>', 'record every event of the run, as lines of JSON')
    .option('--trace <file>', 'write a trace that Perfetto and chrome://tracing show, as JSON');

/** The commands that read a store, or go on with what is in it. */
export const historyCommands: AddCommand = (command, done) => {
  const reading = (name: string, description: string): Command =>
    command(name, description).addOption(storeOption('the store to read'));
  shownAs(command('resume', 'Continue a run that did not finish.'))
    .argument('[run]', 'the beginning of its id (default: the last that did not finish)')
    .addOption(
      new Option(
        '--changed <what>',
        'if the pipeline has changed since: rerun what the change affects, or keep what has finished',
      ).choices(['rerun', 'keep']),
    )
    .action(async (id: string | undefined, options: ResumeCommandOptions) => {
      done(await (await import('../history/resume.js')).resume(id, options));
    });
  shownAs(command('restart', 'Run tasks of a run again, and their dependents.'))
    .argument('<run>', 'the beginning of its id')
    .requiredOption('--task <name...>', 'the tasks')
    .action(async (id: string, options: RestartCommandOptions) => {
      done(await (await import('../history/resume.js')).restart(id, options));
    });
  reading('runs', 'List the runs in a store, the latest first.')
    .option('--failed', 'only those that did not finish')
    .option('--pipeline <name>', 'only those of a pipeline of that name')
    .option('--batch <id>', 'only those of a batch or a sweep, by the beginning of its id')
    .option('--most <number>', 'list at most this many (default: 50)')
    .option('--json', 'as JSON')
    .action(async (options: RunsCommandOptions) => {
      done(await (await import('../history/runs.js')).runs(options));
    });
  reading('show', 'Show a run: its inputs, its outputs, how its tasks ended.')
    .argument('[run]', 'the beginning of its id (default: the last)')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, options: ShowCommandOptions) => {
      done(await (await import('../history/show.js')).show(id, options));
    });
  reading('logs', 'Print what the tasks of a run have logged, and where they failed.')
    .argument('<run>', 'the beginning of its id')
    .argument('[task]', 'only of that task')
    .option('--json', 'every event, as lines of JSON')
    .action(async (id: string, task: string | undefined, options: LogsCommandOptions) => {
      done(await (await import('../history/logs.js')).logs(id, task, options));
    });
  reading('value', 'Print a value that a run has kept.')
    .argument('<run>', 'the beginning of its id')
    .argument('<name>', 'such as `ocr.text`, or an input or output of the pipeline')
    .option('-o, --out <file>', 'where to write it (default: standard output)')
    .action(async (id: string, name: string, options: ValueCommandOptions) => {
      done(await (await import('../history/value.js')).value(id, name, options));
    });
  reading('diff', 'Show the differences between two runs.')
    .argument('<run>', 'the beginning of the id of the first run')
    .argument('<other>', 'the beginning of the id of the second run')
    .action(async (first: string, second: string, options: StoreFlags) => {
      done(await (await import('../history/diff.js')).diff(first, second, options));
    });
  reading('compare', 'Compare runs: what varies between them, and their results.')
    .argument(
      '<run...>',
      'the beginnings of their ids; that of a sweep or a batch means all its runs',
    )
    .addOption(metricOption())
    .addOption(bestOption())
    .addOption(new Option('--csv', 'as CSV').conflicts('json'))
    .option('--json', 'as JSON')
    .option('--report <file>', 'write it as a page: the table, charts, the runs of each row')
    .action(async (ids: readonly string[], options: CompareCommandOptions) => {
      done(await (await import('../history/compare.js')).compare(ids, options));
    });
  reading('lineage', 'Show what a value was made from, back to the inputs.')
    .argument('<run>', 'the beginning of its id')
    .argument('<name>', 'such as `ocr.text`, or an output of the pipeline')
    .option('--down', 'show what was made from it instead, in all runs')
    .action(async (id: string, name: string, options: LineageCommandOptions) => {
      done(await (await import('../history/lineage.js')).lineage(id, name, options));
    });
  reading('prune', 'Remove old runs from a store, and what nothing refers to any more.')
    .requiredOption('--older <age>', 'remove runs that ended longer ago than this, such as 30d')
    .option('--keep-failed', 'keep those that did not finish')
    .option('--dry-run', 'show what would be removed, and remove nothing')
    .action(async (options: PruneCommandOptions) => {
      done(await (await import('../history/prune.js')).prune(options));
    });
};
