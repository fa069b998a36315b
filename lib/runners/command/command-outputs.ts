import { listed, quoted, shorten } from '../../diagnostics/wording.js';
import type { CommandParams } from './command-params.js';
import { FinalError } from '../final-error.js';
import { fromJson } from '../values/json-values.js';
import type { ProgramEnd } from './start-program.js';
import type { RunnerContext } from '../runner.js';
import type { Secrets } from '../values/secrets.js';
import { sizeText } from '../codecs/size.js';
import { whyNotJson } from '../values/why-not-json.js';

type Values = Readonly<Record<string, unknown>>;

/** What is thrown where a program has not done its work; another attempt may. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/**
 * The outputs in what a program has written to stdout by its end. Throws a `CommandError` or, where another attempt
 * would be of no use, a `FinalError`.
 */
export const outputsOf = (
  stdout: Buffer,
  { outputs, params }: RunnerContext<CommandParams>,
  secrets: Secrets,
): Values => {
  const program = quoted(params.command[0]);
  const [only] = outputs;
  if (only === undefined) return {};
  refuseSecrets(stdout, program, secrets);
  if (params.stdout === 'bytes') return { [only]: Uint8Array.from(stdout) };
  const text = textOf(stdout, program);
  if (params.stdout === 'text') return { [only]: text };
  return fromStdout(text, program, outputs);
};

/** Throws where what a program gives holds a secret that it was given. */
export const refuseSecrets = (told: string | Buffer, program: string, secrets: Secrets): void => {
  if (secrets.isIn(told))
    throw new FinalError(
      `the stdout of ${program} contains a secret that it was given, so its outputs are refused`,
    );
};

export const tooMuch = ({ command, maxOutput }: CommandParams): FinalError =>
  new FinalError(
    `${quoted(command[0])} wrote more than ${sizeText(maxOutput)} to stdout, its \`maxOutput\``,
  );

/** Throws unless a program has ended as one that has done its work. */
export const checkEnd = ({ status, signal }: ProgramEnd, params: CommandParams): void => {
  const program = quoted(params.command[0]);
  if (signal !== null) throw new CommandError(`${program} was ended by signal ${quoted(signal)}`);
  if (status !== 0) {
    const message = `${program} exited with status ${status ?? -1}`;
    throw params.finalStatus.includes(status ?? -1)
      ? new FinalError(message)
      : new CommandError(message);
  }
};

const textOf = (stdout: Uint8Array, program: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(stdout);
  } catch {
    throw new CommandError(`the stdout of ${program} is not UTF-8`);
  }
};

// Of those that Python and others write, where there is nothing else wrong with the text.
const numberNotInJson = (text: string): string | undefined => {
  let first: string | undefined;
  const mended = text.replace(
    /([:[,]\s*)(-?(?:NaN|Infinity))\b/g,
    (_, before: string, number: string) => {
      first ??= number;
      return `${before}null`;
    },
  );
  if (first === undefined) return undefined;
  try {
    JSON.parse(mended);
    return first;
  } catch {
    return undefined;
  }
};

const fromStdout = (text: string, program: string, outputs: readonly string[]): Values => {
  if (text.trim() === '')
    throw new CommandError(`${program} wrote nothing to stdout: expected a JSON object`);
  let values: unknown;
  try {
    values = fromJson(text);
  } catch (error) {
    if (error instanceof FinalError)
      throw new FinalError(`the stdout of ${program} cannot be used: ${error.message}`);
    const number = numberNotInJson(text);
    // It would give the same again.
    if (number !== undefined)
      throw new FinalError(
        `${program} wrote ${quoted(number)} to stdout, which is not JSON: write \`null\` or a string`,
      );
    throw new CommandError(
      `the stdout of ${program} is not JSON: ${whyNotJson(error)}; print everything except the outputs to stderr`,
    );
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new CommandError(
      `${program} wrote ${quoted(shorten(text.trim(), 40))} to stdout: expected a JSON object of its outputs`,
    );
  return allOf(values as Values, program, outputs);
};

/** The values, where none is missing. */
export const allOf = (values: Values, program: string, outputs: readonly string[]): Values => {
  const missing = outputs.filter((port) => !Object.hasOwn(values, port));
  if (missing.length === 0) return values;
  const given = Object.keys(values);
  throw new CommandError(
    `${program} did not return ${missing.length === 1 ? 'output' : 'outputs'} ${listed(missing, 'and', 5, quoted)}; ` +
      (given.length === 0 ? 'it returned none' : `it returned ${listed(given, 'and', 5, quoted)}`),
  );
};
