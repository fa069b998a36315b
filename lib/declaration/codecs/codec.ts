import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import type { Code } from '../../diagnostics/codes.js';
import { diagnose, type Diagnostic, type DiagnosticDetails } from '../../diagnostics/diagnostic.js';
import type { Place } from '../../diagnostics/place.js';
import { quoted } from '../../diagnostics/wording.js';
import { described, type Node } from '../node.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A codec of one thing that a declaration can hold. It decodes the located tree, so that whatever
 * is wrong is told with its place, and it knows its JSON Schema, so that what the decoder takes
 * and what editors are told cannot drift apart.
 */
export class Codec<A> extends t.Type<A, A, Node> {
  readonly schema: JsonSchema;
  /** Schemas that `schema` refers to as `#/$defs/NAME`. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;

  constructor(
    name: string,
    schema: JsonSchema,
    validate: (node: Node, context: t.Context) => t.Validation<A>,
    definitions: Readonly<Record<string, JsonSchema>> = {},
  ) {
    super(name, (value): value is A => value !== undefined, validate, t.identity);
    this.schema = schema;
    this.definitions = definitions;
  }
}

/** A validation error that knows how it is told. */
export interface Fault extends t.ValidationError {
  readonly diagnostic: Diagnostic;
}

export const fault = (
  context: t.Context,
  node: Node,
  code: Code,
  message: string,
  details: DiagnosticDetails & { readonly at?: Place } = {},
): Fault => ({
  value: node,
  context,
  message,
  diagnostic: diagnose(code, details.at ?? node.place, message, details),
});

export const failed = (...faults: readonly Fault[]): t.Validation<never> => E.left([...faults]);

/** The diagnostics of a failed validation. All codecs here fail with `Fault`s. */
export const diagnosticsOf = (errors: t.Errors): readonly Diagnostic[] =>
  errors.map((error) => (error as Fault).diagnostic);

/** What is being decoded, as a message names it: "`inputs` of `extractor`". */
export const subjectOf = (context: t.Context): string => subject(context.map(({ key }) => key));

const subject = (keys: readonly string[]): string => {
  const key = keys.at(-1) ?? '';
  const owners = keys.slice(0, -1);
  const owner = owners.at(-1);
  if (owners.length === 0) return key === '' ? 'the declaration' : quoted(key);
  if (key === '#') return `an item of ${subject(owners)}`;
  if (key === 'pipeline' && owners.length === 1) return '`pipeline`';
  if (owner === 'components') return quoted(key);
  if (owner === 'inputs' && owners.length === 3) return `input ${quoted(key)}`;
  if (owner === 'pipeline' && owners.length === 2) return `${quoted(key)} of the pipeline`;
  return `${quoted(key)} of ${subject(owners)}`;
};

/** The fault of a value that has the wrong shape or type. */
export const wrongType = (
  context: t.Context,
  node: Node,
  expected: string,
  help: readonly string[] = [],
  label = `expected ${expected}`,
): Fault =>
  fault(
    context,
    node,
    'wrong-type',
    `${subjectOf(context)} must be ${expected}, not ${described(node)}`,
    { label, help },
  );
