import { Argument, Option } from 'commander';

import { repeatable } from '../flags/repeatable.js';

/* Options and arguments that several commands have. */

export const runnersOption = (): Option =>
  new Option(
    '--runners <module>',
    'a module of runners, JavaScript or TypeScript (repeatable); `any` accepts every name and loads none',
  )
    .argParser(repeatable)
    .default([], 'those that ship');

export const setOption = (): Option =>
  new Option(
    '--set <component.param=value>',
    'a param of a component, in place of what the file says (repeatable)',
  ).argParser(repeatable);

export const setFileOption = (): Option =>
  new Option(
    '--set-file <file>',
    'params by component from a YAML or JSON file (repeatable); `--set` takes precedence',
  ).argParser(repeatable);

export const metricOption = (): Option =>
  new Option(
    '--metric <name=output>',
    'a number to compare by: an output of the pipeline or of a task, or a field of one (repeatable)',
  ).argParser(repeatable);

export const bestOption = (): Option =>
  new Option('--best <which>', 'sort by the first metric, the best first').choices(['max', 'min']);

export const choice = (flags: string, description: string, ...all: readonly string[]): Option =>
  new Option(flags, description).choices(all).default(all[0]);

export const formatOption = (...all: readonly string[]): Option =>
  choice('--format <format>', 'how to print', ...all);

export const file = new Argument('<file>', 'a pipeline file, or - for standard input');
export const files = new Argument('<file...>', 'pipeline files, or - for standard input');
