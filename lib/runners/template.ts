import { quoted } from '../diagnostics/visible.js';
import { FinalError } from './final-error.js';

/*
 * Texts in params that values of inputs are put into: `--page=$(page_num)`. A value is put in as it
 * is, whatever it holds: nothing reads the result as the template was read, and no shell sees it.
 */

const placeholder = /\$\$\(|\$\(([^()]*)\)/g;

/** Whether a text stands for values of inputs. */
export const isTemplate = (text: string): boolean =>
  Array.from(text.matchAll(placeholder)).some(([, port]) => port !== undefined);

/** The text with every `$(port)` replaced by the port's value, and `$$(` by `$(`. */
export const filled = (text: string, inputs: Readonly<Record<string, unknown>>): string =>
  text.replace(placeholder, (_, port: string | undefined) =>
    port === undefined ? '$(' : asText(port, valueOf(port, inputs)),
  );

/** The value of the port that the text stands for as a whole; `undefined` where it is more or less. */
export const whole = (
  text: string,
  inputs: Readonly<Record<string, unknown>>,
): { readonly value: unknown } | undefined => {
  const port = /^\$\(([^()]*)\)$/.exec(text)?.[1];
  return port === undefined ? undefined : { value: valueOf(port, inputs) };
};

const valueOf = (port: string, inputs: Readonly<Record<string, unknown>>): unknown => {
  if (Object.hasOwn(inputs, port)) return inputs[port];
  const ports = Object.keys(inputs).map(quoted);
  throw new FinalError(
    `the params name the port ${quoted(port)}, but ` +
      (ports.length === 0 ? 'there are no inputs' : `the inputs are ${ports.join(', ')}`),
  );
};

const asText = (port: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new FinalError(
    `the value of ${quoted(port)} cannot be put into a text: it is ${kindOf(value)}, not a text, a number or a boolean`,
  );
};

const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 'binary';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
