import { Observable } from 'rxjs';

import type { RunnerContext } from '../runner.js';
import { toJson } from '../values/json-values.js';
import { bytesOf } from '../values/media.js';
import { filled, whole } from '../values/template.js';
import { checkEnd, outputsOf, tooMuch } from './command-outputs.js';
import type { CommandParams } from './command-params.js';
import { attemptVariables, begin, notStarted, programOf } from './command-program.js';
import { ProgramLog } from './program-log.js';

type Values = Readonly<Record<string, unknown>>;

/** Runs a program for one attempt, with which it ends. */
export const runOnce = (
  inputs: Values,
  context: RunnerContext<CommandParams>,
): Observable<Values> =>
  new Observable<Values>((subscriber) => {
    const { params, outputs, signal } = context;
    const asked = programOf(inputs, context);
    const log = new ProgramLog(asked.secrets);
    log.context = context;
    const chunks: Buffer[] = [];
    let size = 0;
    const isTooMuch = (): boolean => size > params.maxOutput;
    const stdin = stdinOf(params.stdin, inputs);
    const program = begin(asked, {
      env: attemptVariables(context),
      grace: params.grace,
      onStderr: log.write,
      onStdout: (chunk) => {
        // Of a component without outputs it counts for nothing.
        if (outputs.length === 0 || isTooMuch()) return;
        size += chunk.length;
        if (!isTooMuch()) chunks.push(chunk);
        else {
          chunks.length = 0;
          program.stop();
        }
      },
    });
    program.stdin.end(stdin);
    signal.addEventListener('abort', program.stop);
    program.ended.then(
      (end) => {
        log.end();
        try {
          if (isTooMuch()) throw tooMuch(params);
          checkEnd(end, params);
          subscriber.next(outputsOf(Buffer.concat(chunks), context, asked.secrets));
          subscriber.complete();
        } catch (error) {
          subscriber.error(log.tail.addedTo(asked.secrets.hiddenIn(error)));
        }
      },
      (error: unknown) => {
        subscriber.error(notStarted(error, asked.name, asked.cwd));
      },
    );
    return () => {
      signal.removeEventListener('abort', program.stop);
      program.stop();
    };
  });

const stdinOf = (stdin: string, inputs: Values): string | Uint8Array => {
  if (stdin === 'none') return '';
  if (stdin === 'json') return toJson(inputs);
  return bytesOf(whole(stdin, inputs)?.value) ?? filled(stdin, inputs);
};
