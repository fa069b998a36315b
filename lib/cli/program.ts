import { Command, CommanderError, Option } from 'commander';

import { visibleLines } from '../diagnostics/visible.js';
import { quoted } from '../diagnostics/wording.js';
import { packageVersion } from '../runners/package-version.js';
import type { AddCommand } from './commands/add-command.js';
import { checkCommand } from './commands/check-command.js';
import { dryRunCommand } from './commands/dry-run-command.js';
import { graphCommand } from './commands/graph-command.js';
import { initCommand } from './commands/init-command.js';
import { reportCommand } from './commands/report-command.js';
import { runCommand } from './commands/run-command.js';
import { runnersCommand } from './commands/runners-command.js';
import { schemaCommand } from './commands/schema-command.js';
import { serveCommand } from './commands/serve-command.js';
import { simulateCommand } from './commands/simulate-command.js';
import { sweepCommand } from './commands/sweep-command.js';
import { watchCommand } from './commands/watch-command.js';
import { workerCommand } from './commands/worker-command.js';
import { historyCommands } from './commands/history-commands.js';
import { refuseMistyped, refuseOpposites, refuseRepeated } from './commands/refuse-options.js';
import { exitStatus, type ExitStatus } from './exit/exit-status.js';
import { UsageError } from './exit/usage-error.js';
import { stdout } from './terminal/stdout.js';

// Both styles are told apart by looking; the flag is for those who are used to it.
const styleOption = (): Option =>
  new Option(
    '-b',
    'the file is written in lists throughout (detected without this flag)',
  ).hideHelp();

// In the order of the help.
const before: readonly AddCommand[] = [
  checkCommand,
  dryRunCommand,
  runCommand,
  sweepCommand,
  simulateCommand,
  watchCommand,
  serveCommand,
  workerCommand,
  graphCommand,
  reportCommand,
];
const behind: readonly AddCommand[] = [runnersCommand, initCommand, schemaCommand];

// Commander quotes names in another way than all other messages do.
const marked = (text: string): string =>
  text
    .replace(/(command|option|argument|value) '([^'\n]*)'/g, '$1 `$2`')
    .replace(
      /\(Did you mean (one of )?([^\n]+)\?\)/,
      (_, some = '', names: string) => `(Did you mean ${some}${names.replace(/[^ ,]+/g, '`$&`')}?)`,
    );

// Commands are imported when they are called: starting up costs what is needed, not everything.
const program = (done: (status: ExitStatus) => void): Command => {
  const root = new Command('mlpipeline')
    .description('Checks, draws and runs machine-learning pipelines declared in YAML.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : 80),
      writeErr: (text) => process.stderr.write(visibleLines(text)),
      outputError: (text, write) => {
        write(marked(text.replace(/^error:/, 'mlpipeline:')));
      },
    })
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 unsound or failed, 2 wrong usage (of `run` also an unsound\nfile), 124 timed out, 130 interrupted.\nColours: on a terminal only; `NO_COLOR=1` for none, `FORCE_COLOR=1` for always.',
    );
  const plain = (name: string, description: string): Command =>
    root.command(name).description(description).helpOption('-h, --help', 'print this help');
  const command = (name: string, description: string): Command =>
    plain(name, description).addOption(styleOption());
  for (const add of before) add(command, done);
  historyCommands(plain, done);
  for (const add of behind) add(command, done);
  root.commands.forEach(refuseMistyped);
  root.commands.forEach(refuseRepeated);
  root.commands.forEach(refuseOpposites);
  return root;
};

const isKnown = ({ commands }: Command, asked: string): boolean =>
  asked.startsWith('-') || asked === 'help' || commands.some((one) => one.name() === asked);

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
    if (/\.ya?ml$/i.test(argv[0] ?? ''))
      throw new UsageError(
        `${quoted(argv[0] ?? '')} is not a command: did you mean \`mlpipeline run ${argv.join(' ')}\`?`,
      );
    const [first, asked] = argv;
    // Else the help of all commands would answer, as if nothing were wrong.
    if (first === 'help' && asked !== undefined && !isKnown(root, asked)) {
      await root.parseAsync([asked], { from: 'user' });
      return status;
    }
    // Options without a command are those of `run`: `mlpipeline --file FILE --inputs …`.
    const isRun = /^-(?!h$|V$|-help$|-version$)/.test(argv[0] ?? '');
    await root.parseAsync(isRun ? ['run', ...argv] : argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`mlpipeline: ${visibleLines(error.message)}\n`);
    return exitStatus.usage;
  }
};
