import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { Observable } from 'rxjs';

import { quoted } from '../../diagnostics/wording.js';
import { outputsOf } from './command-outputs.js';
import { type CommandParams, commandParams } from './command-params.js';
import { FinalError } from '../final-error.js';
import { toJson } from '../values/json-values.js';
import { lineSplitter } from './line-splitter.js';
import { bytesOf } from '../values/media.js';
import { startProgram } from './start-program.js';
import { progressIn } from './progress-line.js';
import { defineRunner, type Runner, type RunnerContext } from '../runner.js';
import { severalOutputsMistakes } from '../values/several-outputs-mistakes.js';
import { StderrTail } from './stderr-tail.js';
import { filled, whole } from '../values/template.js';
import { templateMistakes } from '../values/template-mistakes.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Runs a program: inputs as JSON on its stdin, or in its arguments and environment; outputs as JSON
 * from its stdout; its stderr, line by line, is the log. The program and all that it started end
 * with the attempt.
 */
export const command: Runner = defineRunner({
  name: 'Command',
  description: 'runs a program: inputs as JSON on stdin, outputs as JSON from stdout',
  params: commandParams,
  check: ({ inputs, outputs, params: { command, env, stdin, stdout } }) => [
    ...Object.entries({ command, env, stdin }).flatMap(([param, value]) =>
      templateMistakes([param], value, inputs),
    ),
    ...severalOutputsMistakes('stdout', stdout, outputs),
  ],
  run: (inputs, context) =>
    new Observable<Values>((subscriber) => {
      const { params } = context;
      const [name] = params.command;
      const tail = new StderrTail();
      const stderr = lineSplitter((line) => {
        const fraction = progressIn(line);
        if (fraction !== undefined) context.progress(fraction);
        else {
          tail.add(line);
          context.log(line);
        }
      });
      const program = begin(inputs, context, stderr.write);
      const { signal } = context;
      signal.addEventListener('abort', program.stop);
      program.ended.then(
        (end) => {
          stderr.end();
          try {
            subscriber.next(outputsOf(end, context));
            subscriber.complete();
          } catch (error) {
            subscriber.error(tail.addedTo(error));
          }
        },
        (error: unknown) => {
          subscriber.error(notStarted(error, name, folderOf(context)));
        },
      );
      return () => {
        signal.removeEventListener('abort', program.stop);
        program.stop();
      };
    }),
});

type Context = RunnerContext<CommandParams>;

const folderOf = ({ params, directory }: Context): string => resolve(directory, params.cwd);

const begin = (
  inputs: Values,
  context: Context,
  onStderr: (chunk: Uint8Array) => void,
): ReturnType<typeof startProgram> => {
  const { params } = context;
  const [name, ...args] = params.command;
  const cwd = folderOf(context);
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new FinalError(`there is no folder ${quoted(cwd)} for ${quoted(name)} to work in`);
  const env = Object.entries(params.env).map(([variable, value]): [string, string] => [
    variable,
    free(filled(String(value), inputs), variable),
  ]);
  const options = {
    cwd,
    env: { ...process.env, ...Object.fromEntries(env) },
    stdin: stdinOf(params.stdin, inputs),
    onStderr,
    maxOutput: params.maxOutput,
    grace: params.grace,
  };
  const filledArgs = args.map((argument) => free(filled(argument, inputs), argument));
  try {
    return startProgram(name, filledArgs, options);
  } catch (error) {
    throw notStarted(error, name, cwd);
  }
};

// The system ends a text at such a character.
const free = (text: string, what: string): string => {
  if (!text.includes('\0')) return text;
  throw new FinalError(`${quoted(what)} cannot be passed to a program: it has a NUL character`);
};

const stdinOf = (stdin: string, inputs: Values): string | Uint8Array => {
  if (stdin === 'none') return '';
  if (stdin === 'json') return toJson(inputs);
  return bytesOf(whole(stdin, inputs)?.value) ?? filled(stdin, inputs);
};

const notStarted = (error: unknown, name: string, cwd: string): FinalError => {
  const program = quoted(name);
  const { code, message } = error as NodeJS.ErrnoException;
  const isPath = /[/\\]/.test(name);
  const why: Readonly<Record<string, string>> = {
    ENOENT: !isPath
      ? `there is no program ${program} in any folder of PATH`
      : existsSync(resolve(cwd, name))
        ? `${program} cannot be run: the interpreter that its first line names is not there`
        : `there is no program ${program} in ${quoted(cwd)}`,
    EACCES: `${program} is not executable: \`chmod +x\` makes it so`,
    ENOEXEC: `${program} is not a program that this system can run: a script begins with \`#!\``,
    E2BIG: `the arguments of ${program} are longer than the system takes: pass large values on stdin`,
  };
  return new FinalError(why[code ?? ''] ?? `${program} could not be started: ${message}`, {
    cause: error,
  });
};
