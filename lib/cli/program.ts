import { readFileSync } from 'node:fs';

import { Argument, Command, CommanderError, Option } from 'commander';

import { visibleLines } from '../diagnostics/visible.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { CheckOptions } from './inspect/check.js';
import type { DryRunOptions } from './inspect/dry-run.js';
import type { EachCommandOptions } from './each/each-flags.js';
import type { GraphOptions } from './inspect/graph.js';
import { historyCommands } from './history-commands.js';
import type { ReportOptions } from './inspect/report.js';
import type { InitOptions } from './init/init.js';
import { collect } from './flags/collect.js';
import { queueOption, remoteOption, tasksQueueOption } from './flags/queue-options.js';
import { cacheOption, explainOption, noCacheOption, rerunOption } from './flags/cache-flags.js';
import type { RunCommandOptions } from './flags/run-flags.js';
import type { RunnersOptions } from './inspect/runners.js';
import type { ServeCommandOptions } from './serve/serve.js';
import { isRunId } from './store/is-run-id.js';
import { storeOption } from './store/store-option.js';
import type { StoreFlags } from './store/store-flags.js';
import { sweepCommands } from './sweep-commands.js';
import type { SimulateCommandOptions } from './simulate/simulate-flags.js';
import type { WorkerCommandOptions } from './worker/worker.js';
import { exitStatus, type ExitStatus } from './exit/exit-status.js';
import { UsageError } from './exit/usage-error.js';
import { stdout } from './terminal/stdout.js';

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const runnersOption = (): Option =>
  new Option(
    '--runners <module>',
    'a module of runners, JavaScript or TypeScript (repeatable); `any` takes every name and loads none',
  )
    .argParser(collect)
    .default([], 'those that ship');

const setOption = (): Option =>
  new Option(
    '--set <component.param=value>',
    'a param of a component, in place of what the file says (repeatable)',
  ).argParser(collect);

const setFileOption = (): Option =>
  new Option(
    '--set-file <file>',
    'params by component from a YAML or JSON file (repeatable); `--set` counts above it',
  ).argParser(collect);

// Both styles are told apart by looking; the flag is for those who are used to it.
const styleOption = (): Option =>
  new Option('-b', 'the file is written in lists throughout (seen without being told)').hideHelp();

const choice = (flags: string, description: string, ...all: readonly string[]): Option =>
  new Option(flags, description).choices(all).default(all[0]);

const formatOption = (...all: readonly string[]): Option =>
  choice('--format <format>', 'how to print', ...all);

const file = new Argument('<file>', 'a pipeline file, or - for standard input');
const files = new Argument('<file...>', 'pipeline files, or - for standard input');

// Inputs are what is most likely to stand where they do not belong.
const refuseMore = ([, ...more]: readonly string[]): void => {
  if (more.length === 0) return;
  const isInputs = more.every((one) => /^[^=]+=/.test(one));
  throw new UsageError(
    isInputs
      ? `inputs go behind \`--inputs\`: \`--inputs ${more.join(' ')}\``
      : `one pipeline file is run: ${listed(more.map(quoted))} ${more.length === 1 ? 'is' : 'are'} too much`,
  );
};

// Of two values one would count, and nobody would hear which.
const refuseRepeated = (command: Command): void => {
  for (const option of command.options) {
    if (!option.required || option.variadic || option.parseArg === collect) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven)
        throw new UsageError(`option ${quoted(option.long ?? option.flags)} is given twice`);
      isGiven = true;
    });
  }
};

// The last would count.
const refuseOpposites = (command: Command): void => {
  for (const option of command.options) {
    if (!option.negate) continue;
    const pair = [option.name().replace(/^no-/, ''), option.name()];
    const given = new Set<string>();
    for (const name of pair)
      command.on(`option:${name}`, () => {
        given.add(name);
        if (given.size > 1)
          throw new UsageError(
            `options ${listed(pair.map((one) => quoted(`--${one}`)))} exclude each other`,
          );
      });
  }
};

// Commands are imported when they are called: starting up costs what is needed, not everything.
const program = (done: (status: ExitStatus) => void): Command => {
  const root = new Command('mlpipeline')
    .description('Checks, draws and runs machine-learning pipelines declared in YAML.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      getOutHelpWidth: () => (stdout.isTTY ? stdout.columns : 80),
      writeErr: (text) => process.stderr.write(visibleLines(text)),
      outputError: (text, write) => {
        write(text.replace(/^error:/, 'mlpipeline:'));
      },
    })
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 unsound or failed, 2 wrong usage (of `run` also an unsound\nfile), 124 time was up, 130 interrupted.\nColours: on a terminal only; NO_COLOR=1 for none, FORCE_COLOR=1 for always.',
    );
  const plain = (name: string, description: string): Command =>
    root.command(name).description(description).helpOption('-h, --help', 'print this help');
  const command = (name: string, description: string): Command =>
    plain(name, description).addOption(styleOption());
  command('check', 'Tell all that is wrong with pipeline files, in one go.')
    .addArgument(files)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('text', 'json'))
    .option('--strict', 'count warnings as errors', false)
    .option('--all', 'print every diagnostic, however many are alike', false)
    .action(async (all: string[], options: CheckOptions) => {
      done(await (await import('./inspect/check.js')).check(all, options));
    });
  command('dry-run', 'Prove that a pipeline can finish, without running anything.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('text', 'json'))
    .optionsGroup('The cache:')
    .option('--cache', 'tell what a run would take from the cache, and why not')
    .option('--cache-all', 'the same for `run --cache`, which looks all components up')
    .option(
      '--inputs <name=value...>',
      'the inputs of that run; `name=@path` for the text of a file',
    )
    .option('--inputs-file <file>', 'its inputs from a YAML or JSON file')
    .addOption(rerunOption())
    .addOption(storeOption('where its results are kept'))
    .action(async (path: string, options: DryRunOptions) => {
      done(await (await import('./inspect/dry-run.js')).dryRun(path, options));
    });
  command('run', 'Run a pipeline: outputs on stdout, everything else on stderr.')
    .argument('[file]', 'a pipeline file, or - for standard input; before `--inputs`')
    .allowExcessArguments()
    .option('--file <file>', 'the same, as an option')
    .option('--inputs <name=value...>', 'inputs; `name=@path` for the text of a file')
    .option('--inputs-file <file>', 'inputs from a YAML or JSON file')
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(choice('--output <format>', 'how to print the outputs', 'json', 'yaml', 'text'))
    .addOption(
      new Option(
        '--log <format>',
        'how to log the steps (default: text; on a terminal, of many steps only failures)',
      ).choices(['text', 'json', 'none']),
    )
    .option('--quiet', 'log nothing, and show no progress', false)
    .option('--verbose', 'log starts, waits and progress too, and stacks of errors', false)
    .option('--timeout <duration>', 'for the whole run, such as 5m')
    .option('--task-timeout <duration>', 'for each attempt of a task that declares none')
    .option('--retry <attempts>', 'further attempts of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once')
    .option('--seed <number>', 'a whole number that all random numbers of the run follow from')
    .addOption(
      new Option(
        '--on-failure <what>',
        'what the failure of a task does (default: stop), with `--each` that of an item (default: continue)',
      ).choices(['stop', 'continue']),
    )
    .option('--only <output...>', 'run just what these outputs need')
    .option('--report <file>', 'write a report of the run, one self-contained HTML page')
    .option('--events <file>', 'record every event of the run, as lines of JSON')
    .option('--trace <file>', 'write a trace that Perfetto and chrome://tracing show, as JSON')
    .addOption(storeOption('keep the run, so that it can go on, in a store'))
    .option('--no-store', 'keep nothing of it')
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(rerunOption())
    .addOption(explainOption())
    .addOption(tasksQueueOption())
    .addOption(remoteOption())
    .optionsGroup('Many items:')
    .option(
      '--each <items>',
      'run once for each item: a file of JSON lines or CSV, - for JSON lines on standard input, `glob:PATTERN` for files',
    )
    .option('--each-concurrency <number>', 'how many items may be in flight at once')
    .addOption(
      new Option('--order <order>', 'of results (default: arrival)').choices([
        'arrival',
        'completion',
      ]),
    )
    .option('--results <file>', 'append the results to this file instead of printing them')
    .option('--resume', 'go on after the items whose results that file, or the store, holds')
    .option(
      '--failed <file>',
      'write the items that failed to this file, to be given to `--each` again',
    )
    .action(async (path: string | undefined, options: EachCommandOptions, { args }: Command) => {
      refuseMore(args);
      done(await (await import('./run/run.js')).run(path, options));
    });
  sweepCommands(command, done);
  command('simulate', 'Predict how long a pipeline takes, from how long its tasks take.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(
      new Option(
        '--durations <file>',
        'a YAML map from tasks to durations, or what `run --events` wrote; - for standard input (repeatable)',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option(
      '--concurrency <number>',
      'how many attempts may be at work at once, `none` for no limit',
    )
    .addOption(
      new Option('--resources <name=number>', 'how many there are of a resource (repeatable)')
        .argParser(collect)
        .default([], 'as declared'),
    )
    .addOption(
      new Option('--failure-rate <task=rate>', 'how often attempts fail, 0 to 1 (repeatable)')
        .argParser(collect)
        .default([], 'never'),
    )
    .addOption(
      new Option(
        '--chance <task=rate>',
        'how often the condition of a task holds, 0 to 1 (repeatable)',
      )
        .argParser(collect)
        .default([], 'as recorded, else 0.5'),
    )
    .addOption(
      new Option('--length <task=number>', 'how many elements a mapped task has (repeatable)')
        .argParser(collect)
        .default([], 'as recorded, else 1'),
    )
    .addOption(
      new Option('--rounds <task=number>', 'how many rounds a repeated task takes (repeatable)')
        .argParser(collect)
        .default([], 'as recorded, else 1'),
    )
    .addOption(choice('--on-failure <what>', 'what the failure of a task does', 'stop', 'continue'))
    .option('--items <number>', 'run it for so many items, as `run --each` does')
    .option('--each-concurrency <number>', 'how many items may be in flight at once')
    .addOption(choice('--order <order>', 'of the results of items', 'arrival', 'completion'))
    .option('--seed <number>', 'a whole number that all chance follows from (default: 0)')
    .option('--report <file>', 'write a report of the run, one self-contained HTML page')
    .option('--all', 'print every task, however many there are', false)
    .addOption(formatOption('text', 'json'))
    .addHelpText(
      'after',
      '\nWith lists such as `--concurrency 1,2,4` or `--resources gpu=1,2` every\ncombination is simulated, and they are compared in a table.',
    )
    .action(async (path: string, options: SimulateCommandOptions) => {
      done(await (await import('./simulate/simulate.js')).simulate(path, options));
    });
  command('watch', 'Run a pipeline, and again what follows from each change of its files.')
    .argument('[file]', 'a pipeline file; before `--inputs`')
    .allowExcessArguments()
    .option(
      '--inputs <name=value...>',
      'inputs; `name=@path` for the text of a file, which is watched',
    )
    .option('--inputs-file <file>', 'inputs from a YAML or JSON file, which is watched')
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(
      choice(
        '--output <format>',
        'how to print results: lines of JSON, YAML documents, or text with an empty line behind',
        'json',
        'yaml',
        'text',
      ),
    )
    .addOption(
      new Option('--log <format>', 'how to log what happens (default: text)').choices([
        'text',
        'json',
        'none',
      ]),
    )
    .option('--quiet', 'log nothing but what is wrong with files', false)
    .option('--verbose', 'log starts and ends of tasks too', false)
    .option('--task-timeout <duration>', 'for each attempt of a task that declares none')
    .option('--retry <attempts>', 'further attempts of a task that declares none')
    .option('--concurrency <number>', 'how many attempts may be at work at once')
    .option('--seed <number>', 'a whole number that all random numbers follow from')
    .option('--only <output...>', 'run just what these outputs need')
    .addOption(storeOption('look results of cached components up in a store, and keep them there'))
    .option('--no-store', 'look nothing up')
    .addOption(cacheOption())
    .addOption(noCacheOption())
    .addOption(explainOption())
    .action(async (path: string | undefined, options: RunCommandOptions, { args }: Command) => {
      refuseMore(args);
      done(await (await import('./watch/watch.js')).watch(path, options));
    });
  command('serve', 'Serve pipelines over HTTP: start runs, watch them, read what comes of them.')
    .addArgument(new Argument('<file...>', 'pipeline files'))
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .option(
      '--host <address>',
      'where to listen; others than this machine need a token',
      '127.0.0.1',
    )
    .option('--port <number>', 'where to listen; 0 for any that is free', '8080')
    .option(
      '--token <token>',
      'what clients must send (better: MLPIPELINE_TOKEN in the environment)',
    )
    .addOption(
      new Option(
        '--allow-host <name>',
        'a further name that the server is called by, such as that of a proxy (repeatable)',
      ).argParser(collect),
    )
    .addOption(storeOption('keep the runs, and show those that are kept, in a store'))
    .option('--no-store', 'keep nothing of them')
    .option('--runs <number>', 'how many runs may be at work at once', '4')
    .option('--waiting <number>', 'how many runs may wait for that', '100')
    .option('--hold <duration>', 'how long a failed run is held open to be restarted', '10m')
    .option('--max-body <megabytes>', 'the largest body of a request', '64')
    .option('--drain <duration>', 'how long runs at work may take to finish at the end', '30s')
    .option('--quiet', 'log nothing but what is wrong', false)
    .option('--verbose', 'log the steps of runs too', false)
    .action(async (all: string[], options: ServeCommandOptions) => {
      done(await (await import('./serve/serve.js')).serve(all, options));
    });
  command('worker', 'Make the tasks that runs with `--queue` hand over.')
    .addArgument(new Argument('<file...>', 'the pipeline files that are run'))
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(queueOption('the Redis that carries tasks, such as redis://host'))
    .option('--only-runners <names>', 'take the tasks of these runners only: A,B')
    .option('--concurrency <number>', 'how many attempts it makes at once', '4')
    .option('--name <name>', 'what it is called (default: of its machine and process)')
    .option('--pool <name>', 'take the tasks of components with these `workers`')
    .option('--drain <duration>', 'how long attempts at work may take to finish at the end', '30s')
    .option('--quiet', 'log nothing but what is wrong', false)
    .action(async (all: string[], options: WorkerCommandOptions) => {
      done(await (await import('./worker/worker.js')).worker(all, options));
    });
  command('graph', 'Draw a pipeline.')
    .addArgument(file)
    .addOption(runnersOption())
    .addOption(setOption())
    .addOption(setFileOption())
    .addOption(formatOption('mermaid', 'dot', 'svg', 'json'))
    .option(
      '--depth <levels>',
      'how many levels of pipelines within it are drawn open (default: 0)',
    )
    .action(async (path: string, options: GraphOptions) => {
      done(await (await import('./inspect/graph.js')).graph(path, options));
    });
  command('report', 'Make the HTML report of a run, from its events or from a store.')
    .argument('<events>', 'what `run --events` wrote, - for standard input, or a run in the store')
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .addOption(storeOption('where that run is kept'))
    .action(async (events: string, options: ReportOptions & StoreFlags) => {
      done(
        isRunId(events)
          ? await (await import('./history/report.js')).report(events, options)
          : await (await import('./inspect/report.js')).report(events, options),
      );
    });
  historyCommands(plain, done);
  command('runners', 'List the runners that a pipeline may name, with their ports and params.')
    .argument('[name...]', 'only these')
    .addOption(runnersOption())
    .addOption(formatOption('text', 'json'))
    .action(async (names: string[], options: RunnersOptions) => {
      done(await (await import('./inspect/runners.js')).runners(names, options));
    });
  command('init', 'Make a new project: a pipeline, runners in TypeScript, a test.')
    .argument('<folder>', 'a new or empty folder, or . for this one')
    .option('--link', 'use this copy of MLPipeline (default: from where this copy came)')
    .option('--no-link', 'take MLPipeline from the package registry')
    .action(async (folder: string, options: InitOptions) => {
      done((await import('./init/init.js')).init(folder, options));
    });
  command('schema', 'Print the JSON Schema of pipeline files, for editors.').action(async () => {
    done((await import('./inspect/schema.js')).schema());
  });
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
