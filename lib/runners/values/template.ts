import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { isFile } from './file-value.js';

/*
 * Texts in params that values of inputs are put into: `--page=$(page_num)`. A value is put in as it
 * is, whatever it holds: nothing reads the result as the template was read, and no shell sees it.
 * That something is wired to every port they name was checked when the pipeline was loaded.
 */

const placeholder = /\$\$\(|\$\(([^()]*)\)/g;

/** The ports that a text names, each once. */
export const portsIn = (text: string): readonly string[] => [
  ...new Set(Array.from(text.matchAll(placeholder)).flatMap(([, port]) => port ?? [])),
];

/** Whether a text stands for values of inputs. */
export const isTemplate = (text: string): boolean => portsIn(text).length > 0;

/** The text with the same in place of every `$(port)`. */
export const withTemplatesAs = (value: string, text: string): string =>
  text.replace(placeholder, (_, port: string | undefined) => (port === undefined ? '$(' : value));

/** The text with every `$(port)` replaced by the port's value, and `$$(` by `$(`. */
export const filled = (text: string, inputs: Readonly<Record<string, unknown>>): string =>
  text.replace(placeholder, (_, port: string | undefined) =>
    port === undefined ? '$(' : asText(port, inputs[port]),
  );

/** The value of the port that the text stands for as a whole; `undefined` where it is more or less. */
export const whole = (
  text: string,
  inputs: Readonly<Record<string, unknown>>,
): { readonly value: unknown } | undefined => {
  const port = /^\$\(([^()]*)\)$/.exec(text)?.[1];
  return port === undefined ? undefined : { value: inputs[port] };
};

const asText = (port: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isFile(value)) return value.path;
  throw new FinalError(
    `the value of ${quoted(port)} cannot be put into a string: it is ${kindOf(value)}, not a string, a number, a boolean or a file`,
  );
};

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'binary';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
