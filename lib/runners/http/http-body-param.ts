import * as t from 'io-ts';

import { isTemplate, withTemplatesAs } from '../values/template.js';

export type HttpBody = string | Readonly<Record<string, unknown>> | readonly unknown[];

const isBody = (value: unknown): value is HttpBody =>
  typeof value === 'string'
    ? value === 'json' || isTemplate(value)
    : typeof value === 'object' && value !== null;

/** The param `body` of `Http`. */
export const body = new t.Type<HttpBody>(
  'json, a template, a map or a list',
  isBody,
  (value, context) => {
    if (!isBody(value))
      return t.failure(
        value,
        context,
        '`json` sends all inputs as one JSON object, `$(port)` the value of that input, text or bytes, as it is, and a map or a list is sent as JSON',
      );
    // A value with a quote in it would break the JSON, or become a part of it.
    if (typeof value === 'string' && isJson(withTemplatesAs('0', value)))
      return t.failure(
        value,
        context,
        'this is JSON in quotes, into which no value can be put safely: write it as a map or a list, without quotes around it',
      );
    return t.success(value);
  },
  t.identity,
);

const isJson = (text: string): boolean => {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null;
  } catch {
    return false;
  }
};
