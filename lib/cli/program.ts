import { readFileSync } from 'node:fs';

import { Argument, Command, CommanderError, Option } from 'commander';

import type { CheckOptions } from './check.js';
import type { DryRunOptions } from './dry-run.js';
import type { GraphOptions } from './graph.js';
import { exitStatus, type ExitStatus, UsageError } from './exit-status.js';

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

const runnersOption = (): Option =>
  new Option(
    '--runners <module>',
    'a module of runners, JavaScript or TypeScript (repeatable); `any` takes every name',
  )
    .argParser(collect)
    .default([], 'those that ship');

// Both styles are told apart by looking; the flag is for those who are used to it.
const styleOption = (): Option =>
  new Option('-b', 'the file is written in lists throughout (seen without being told)').hideHelp();

const formatOption = (...all: readonly string[]): Option =>
  new Option('--format <format>', 'how to print').choices(all).default(all[0]);

const file = new Argument('<file>', 'a pipeline file, or - for standard input');
const files = new Argument('<file...>', 'pipeline files, or - for standard input');

// Commands are imported when they are called: starting up costs what is needed, not everything.
const program = (done: (status: ExitStatus) => void): Command => {
  const root = new Command('mlpipeline')
    .description('Checks and draws machine-learning pipelines declared in YAML.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nExit status: 0 sound, 1 unsound, 2 wrong usage.\nColours: on a terminal only; NO_COLOR=1 for none, FORCE_COLOR=1 for always.',
    );
  const command = (name: string, description: string): Command =>
    root
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'print this help')
      .addOption(styleOption());
  command('check', 'Tell all that is wrong with pipeline files, in one go.')
    .addArgument(files)
    .addOption(runnersOption())
    .addOption(formatOption('text', 'json'))
    .option('--strict', 'count warnings as errors', false)
    .option('--all', 'print every diagnostic, however many are alike', false)
    .action(async (all: string[], options: CheckOptions) => {
      done(await (await import('./check.js')).check(all, options));
    });
  command('dry-run', 'Prove that a pipeline can finish, without running anything.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(formatOption('text', 'json'))
    .action(async (path: string, options: DryRunOptions) => {
      done(await (await import('./dry-run.js')).dryRun(path, options));
    });
  command('graph', 'Draw a pipeline.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(formatOption('mermaid', 'dot', 'svg', 'json'))
    .action(async (path: string, options: GraphOptions) => {
      done(await (await import('./graph.js')).graph(path, options));
    });
  command('schema', 'Print the JSON Schema of pipeline files, for editors.').action(async () => {
    done((await import('./schema.js')).schema());
  });
  return root;
};

/** Runs a command line, without the name of the program; gives the exit status. Rejects for bugs only. */
export const run = async (argv: readonly string[]): Promise<ExitStatus> => {
  let status: ExitStatus = exitStatus.done;
  const root = program((result) => {
    status = result;
  });
  if (argv.length === 0) {
    root.outputHelp({ error: true });
    return exitStatus.usage;
  }
  try {
    await root.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`mlpipeline: ${error.message}\n`);
    return exitStatus.usage;
  }
};
