import { commandParams } from './command-params.js';
import { defineRunner, type Runner } from '../runner.js';
import { programFiles } from './program-files.js';
import { keepMistakes } from './keep-mistakes.js';
import { missingProgram } from './missing-program.js';
import { runKept } from './kept-programs.js';
import { runOnce } from './run-once.js';
import { severalOutputsMistakes } from '../values/several-outputs-mistakes.js';
import { templateMistakes } from '../values/template-mistakes.js';

/**
 * Runs a program: inputs as JSON on its stdin, or in its arguments and environment; outputs as JSON
 * from its stdout; its stderr, line by line, is the log. The program and all that it started end
 * with the attempt, or, where it is kept, with the run.
 */
export const command: Runner = defineRunner({
  name: 'Command',
  description: 'runs a program: inputs as JSON on stdin, outputs as JSON from stdout',
  params: commandParams,
  files: programFiles,
  missing: missingProgram,
  check: ({ inputs, outputs, params, params: { command, env, stdin, stdout } }) => [
    ...Object.entries({ command, env: plain(env), stdin }).flatMap(([param, value]) =>
      templateMistakes([param], value, inputs),
    ),
    ...severalOutputsMistakes('stdout', stdout, outputs),
    ...keepMistakes(params),
  ],
  run: (inputs, context) =>
    context.params.keep ? runKept(inputs, context) : runOnce(inputs, context),
});

const plain = (env: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => typeof value !== 'object'));
