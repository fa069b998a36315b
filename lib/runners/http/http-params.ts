import { quoted } from '../../diagnostics/wording.js';
import * as t from 'io-ts';

import { closedRecord } from '../codecs/closed-record.js';
import { body } from './http-body-param.js';
import { size } from '../codecs/size.js';
import { datatypes } from '../values/tensor.js';
import {
  type FromEnvironment,
  fromEnvironment,
  notExpanded,
  shellVariableIn,
} from '../codecs/from-environment.js';
import { withDefault } from '../codecs/with-default.js';

const header = t.union([t.string, fromEnvironment], 'a string or { env, prefix }');

const secretHeader = /^(?:authorization|cookie|.*(?:api-?key|token|secret|password))$/i;
const secretParameter = /^(?:key|.*(?:api[-_]?key|token|secret|password))$/i;
const connectionHeader =
  /^(?:connection|content-length|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;
const inEnvironment = 'take it from the environment: `{ env: NAME, prefix: "Bearer " }`';

const headers = new t.Type<Readonly<Record<string, string | FromEnvironment>>>(
  'a map of headers',
  (value): value is Readonly<Record<string, string | FromEnvironment>> =>
    t.record(t.string, header).is(value),
  (value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return t.failure(value, context);
    for (const [name, one] of Object.entries(value)) {
      const at = t.appendContext(context, name, header, one);
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
        return t.failure(one, at, 'the name of a header must be letters, digits and `-`');
      if (connectionHeader.test(name))
        return t.failure(
          one,
          at,
          'this header belongs to the connection and cannot be set: remove it',
        );
      if (
        !header.is(one) ||
        (typeof one !== 'string' && fromEnvironment.decode(one)._tag === 'Left')
      )
        return t.failure(one, at, `write a string, or ${inEnvironment}`);
      if (typeof one === 'string' && secretHeader.test(name))
        return t.failure(one, at, `a secret does not belong in a file: ${inEnvironment}`);
      const variable = typeof one === 'string' ? shellVariableIn(one) : undefined;
      if (variable !== undefined) return t.failure(one, at, notExpanded(variable));
      if (typeof one === 'string' && /[^\t\x20-\x7e]/.test(one))
        return t.failure(one, at, 'the value of a header must be printable ASCII');
    }
    return t.success(value as Readonly<Record<string, string | FromEnvironment>>);
  },
  t.identity,
);

const url = new t.Type<string>(
  'an address',
  t.string.is.bind(t.string),
  (value, context) => {
    const read = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    if (read === undefined || !/^https?:$/.test(read.protocol))
      return t.failure(value, context, 'write `http://host:port/path` or `https://…`');
    if (read.username !== '' || read.password !== '')
      return t.failure(
        value,
        context,
        'an address must not contain a user or a password: send them in a header, from the environment',
      );
    const secret = [...read.searchParams.keys()].find((name) => secretParameter.test(name));
    if (secret !== undefined)
      return t.failure(
        value,
        context,
        `${quoted(secret)} looks like a secret, which does not belong in a file: send it in a header, from the environment`,
      );
    return t.success(read.href);
  },
  t.identity,
);

const tensor = t.union(
  [
    datatypes,
    closedRecord('{ datatype, shape }', t.partial({ datatype: datatypes, shape: t.array(t.Int) })),
  ],
  'a datatype or { datatype, shape }',
);

/** How a tensor is made of an input. */
export type TensorForm = t.TypeOf<typeof tensor>;

const openInference = closedRecord(
  '{ model, version, inputs, outputs }',
  t.intersection([
    t.type({
      model: t.string,
      /** How the datatypes and shapes of inputs are, where their values do not tell. */
      inputs: withDefault(t.record(t.string, tensor), {}),
      /** Whether outputs are nested lists, or `{ datatype, shape, data }` with a typed array. */
      outputs: withDefault(t.keyof({ lists: null, tensors: null }), 'lists', 'lists'),
    }),
    t.partial({ version: t.union([t.string, t.number]) }),
  ]),
);

export type OpenInference = t.TypeOf<typeof openInference>;

/** The params of `Http`. */
export const httpParams = t.intersection([
  t.type({
    url,
    headers: withDefault(headers, {}),
    /** How large a response may be. */
    maxResponse: withDefault(size, 64e6, '64MB'),
  }),
  t.partial({
    /** All inputs as JSON (which it is without), a template, or JSON whose texts are templates. */
    body,
    /**
     * What is taken from the response: all outputs as one JSON object (which it is without), or the
     * one output there is.
     */
    response: t.keyof(
      { json: null, text: null, bytes: null, media: null },
      'json, text, bytes or media',
    ),
    /**
     * With it the Open Inference Protocol is spoken; `url` is then the server's. It says what is sent
     * and taken: neither of the two above goes with it, not even as their defaults are.
     */
    openInference,
  }),
]);

export type HttpParams = t.TypeOf<typeof httpParams>;
