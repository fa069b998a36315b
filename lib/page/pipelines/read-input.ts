import type { JsonInput } from '../../drawing/json-graph.js';

/** What was put in for one input. */
export interface Entry {
  readonly text: string;
  readonly file?: File;
  /** The default is taken. */
  readonly isLeft: boolean;
}

export type Read = { readonly value: unknown } | { readonly wrong: string };

/** What an entry says, by the type that was declared; the server checks it once more. */
export const readInput = ({ type }: JsonInput, { text }: Entry): Read => {
  const number = Number(text.trim());
  switch (type) {
    case 'string':
      return { value: text };
    case 'boolean':
      return { value: text === 'true' };
    case 'number':
    case 'integer':
      if (text.trim() === '' || !Number.isFinite(number)) return { wrong: 'a number is expected' };
      if (type === 'integer' && !Number.isSafeInteger(number))
        return { wrong: 'a whole number is expected' };
      return { value: number };
    case 'json':
      return asJson(text);
    default:
      // Without a type: JSON where it is JSON, and a text otherwise, as on the command line.
      return 'value' in asJson(text) ? asJson(text) : { value: text };
  }
};

const asJson = (text: string): Read => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { wrong: `JSON is expected: ${error instanceof Error ? error.message : ''}` };
  }
};

/** A default as it stands in a field. */
export const fieldText = ({ type, default: value }: JsonInput): string =>
  value === undefined
    ? type === 'boolean'
      ? 'false'
      : ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** What is sent: JSON, or a form where there are files. */
export const bodyOf = (
  values: readonly (readonly [name: string, value: unknown])[],
  files: readonly (readonly [name: string, file: File])[],
): object => {
  if (files.length === 0) return Object.fromEntries(values);
  const form = new FormData();
  for (const [name, value] of values)
    form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [name, file] of files) form.append(name, file, file.name);
  return form;
};
