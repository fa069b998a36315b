import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import type { RunnerContext } from '../runner.js';
import { secretOf } from '../values/secret-of.js';
import { Secrets } from '../values/secrets.js';
import { filled } from '../values/template.js';
import type { CommandParams } from './command-params.js';
import { isPath, noProgram, noProgramAt, notExecutable } from './missing-program.js';
import { type Program, type ProgramOptions, startProgram } from './start-program.js';

type Context = RunnerContext<CommandParams>;

/** A program as params ask for it, filled in with inputs. */
export interface CommandProgram {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Besides those of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
}

/** Throws a `FinalError` for what cannot be passed to a program, or is not there. */
export const programOf = (
  inputs: Readonly<Record<string, unknown>>,
  { params, directory, log }: Context,
): CommandProgram => {
  const [name, ...args] = params.command;
  const secrets: string[] = [];
  const env = Object.entries(params.env).map(([variable, value]): [string, string] => {
    if (typeof value !== 'object') return [variable, free(filled(String(value), inputs), variable)];
    const secret = secretOf(value, `variable ${quoted(variable)}`, log);
    secrets.push(secret);
    return [variable, `${value.prefix ?? ''}${secret}`];
  });
  return {
    name,
    args: args.map((argument) => free(filled(argument, inputs), argument)),
    cwd: resolve(directory, params.cwd),
    env: Object.fromEntries(env),
    secrets: new Secrets(secrets),
  };
};

/** Starts it. Throws a `FinalError` where that is refused at once. */
export const begin = (
  { name, args, cwd, env }: CommandProgram,
  options: Omit<ProgramOptions, 'cwd' | 'env'> & { readonly env: Readonly<Record<string, string>> },
): Program => {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new FinalError(`there is no folder ${quoted(cwd)}, the \`cwd\` of ${quoted(name)}`);
  try {
    const all = { ...process.env, ...options.env, ...env };
    return startProgram(name, args, { ...options, cwd, env: all });
  } catch (error) {
    throw notStarted(error, name, cwd);
  }
};

/** What a program is told about its attempt. */
export const attemptVariables = (context: Context): Readonly<Record<string, string>> => ({
  ...traceVariables(context),
  ...runVariables(context),
  MLPIPELINE_ATTEMPT: String(context.attempt),
  MLPIPELINE_KEY: context.key,
  MLPIPELINE_SEED: String(context.seed),
  MLPIPELINE_SCRATCH: context.scratch(),
  ...(context.item === undefined ? {} : { MLPIPELINE_ITEM: String(context.item) }),
});

// `traceparent` is `TRACEPARENT` there, by the convention of OpenTelemetry.
const traceVariables = ({ trace = {} }: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(trace).map(([name, value]) => [
      name.toUpperCase().replace(/[^A-Z0-9]/g, '_'),
      value,
    ]),
  );

const runVariables = ({ run, component }: Context): Readonly<Record<string, string>> => ({
  MLPIPELINE_RUN: run,
  MLPIPELINE_TASK: component,
});

// The system ends a text at such a character.
const free = (text: string, what: string): string => {
  if (!text.includes('\0')) return text;
  throw new FinalError(
    `${quoted(what)} cannot be passed to a program: it contains a NUL character`,
  );
};

export const notStarted = (error: unknown, name: string, cwd: string): FinalError => {
  const program = quoted(name);
  const { code, message } = error as NodeJS.ErrnoException;
  const why: Readonly<Record<string, string>> = {
    ENOENT: !isPath(name)
      ? noProgram(name)
      : existsSync(resolve(cwd, name))
        ? `${program} cannot be run: the interpreter named in its first line does not exist`
        : noProgramAt(name, cwd),
    EACCES: notExecutable(name),
    ENOEXEC: `${program} is not an executable for this system: a script must begin with \`#!\``,
    E2BIG: `the arguments of ${program} exceed the system's limit: pass large values on stdin`,
  };
  return new FinalError(why[code ?? ''] ?? `${program} could not be started: ${message}`, {
    cause: error,
  });
};
