import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { stringify } from 'yaml';

import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { diagnosticsOf } from './codecs/codec.js';
import { type Json, json } from './codecs/json.js';
import { type Format, parse } from './yaml/parse.js';

/** The plain data of a text, read by the rules of declarations; or what is wrong. */
export const readData = (text: string, format?: Format): E.Either<readonly Diagnostic[], Json> => {
  const root = parse(text, format);
  if (E.isLeft(root)) return root;
  return E.mapLeft(diagnosticsOf)(json.validate(root.right, [{ key: '', type: t.unknown }]));
};

/** Plain data as YAML text. */
export const writeYaml = (value: unknown): string => stringify(value);
