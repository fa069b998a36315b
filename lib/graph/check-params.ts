import { messageOf } from '../diagnostics/thrown.js';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import type { ComponentDeclaration } from '../declaration/declaration.js';
import { type Entry, isText, type Node } from '../declaration/node.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted, shorten } from '../diagnostics/wording.js';
import { undeclaredParamText } from './undeclared-param.js';
import { recordFields } from '../runners/codecs/record-fields.js';
import { expectedBy, pathOf } from '../runners/codecs/refusal.js';
import type { Runner } from '../runners/runner.js';

const reportParamsOfPipeline = (
  { name, params }: ComponentDeclaration,
  report: (diagnostic: Diagnostic) => void,
): void => {
  const [place] = keyPlaces(params?.node).values();
  if (place !== undefined)
    report(
      diagnose('bad-params', place, `${quoted(name.value)} is a pipeline and has no params`, {
        label: 'for runners',
        help: ['set it on its own components'],
      }),
    );
};

/** The params as the runner's codec reads them; `undefined` where it refuses some, which is reported. */
export const checkParams = (
  runner: Runner,
  component: ComponentDeclaration,
  suggester: Suggester,
  report: (diagnostic: Diagnostic) => void,
): Readonly<Record<string, unknown>> | undefined => {
  const given = component.params?.value ?? {};
  const isPartial = component.params?.isPartial === true;
  if (component.pipeline !== undefined) {
    reportParamsOfPipeline(component, report);
    return isPartial ? undefined : given;
  }
  const codec = runner.params;
  if (codec === undefined) {
    if (runner.module !== 'any') reportUndeclared(component, suggester, report);
    return isPartial ? undefined : given;
  }
  const known = recordFields(codec)?.map(({ name }) => name);
  const isKnown = new Set(known);
  const places = keyPlaces(component.params?.node);
  const unknown = known === undefined ? [] : Object.keys(given).filter((key) => !isKnown.has(key));
  const free = (known ?? []).filter((one) => !Object.hasOwn(given, one));
  for (const key of unknown) {
    const place = places.get(key) ?? component.name.place;
    // What was set from outside was to take the place of one that is there.
    const suggestions = suggester.nearest(key, 'source' in place ? (known ?? []) : free);
    report(
      diagnose('bad-params', place, `runner ${quoted(runner.name)} has no param ${quoted(key)}`, {
        label: 'unknown param',
        suggestions,
        help: [
          ...didYouMean(suggestions),
          (known ?? []).length === 0
            ? 'it takes no params'
            : `its params are ${listed(known ?? [], 'and', 5, quoted)}`,
        ],
      }),
    );
  }
  const hasUnknown = unknown.length > 0;
  const decoded = decodedBy(codec, hasUnknown ? without(given, new Set(unknown)) : given);
  if (E.isRight(decoded))
    return hasUnknown || isPartial
      ? undefined
      : (decoded.right as Readonly<Record<string, unknown>>);
  const said = new Set<string>();
  for (const error of decoded.left) {
    const path = pathOf(error);
    const key = path.join('.');
    if (said.has(key)) continue;
    said.add(key);
    const expected = expectedBy(error)?.name ?? 'another value';
    const place = placeAt(component.params?.node, path) ?? component.name.place;
    const isMissing = error.value === undefined;
    // It may be what the unknown one was meant to be, or what could not be read.
    if (isMissing && (hasUnknown || isPartial)) continue;
    // Of the right type, and refused for a reason of its own: the type would contradict it.
    const isOfType = error.message !== undefined && isOf(error);
    report(
      diagnose(
        'bad-params',
        place,
        isMissing
          ? `runner ${quoted(runner.name)} needs param ${quoted(key)}`
          : key === ''
            ? `runner ${quoted(runner.name)} does not take these params`
            : isOfType
              ? `runner ${quoted(runner.name)} does not take this ${quoted(key)}`
              : `param ${quoted(key)} of runner ${quoted(runner.name)} must be ${quoted(expected)}`,
        {
          label: isMissing
            ? `${quoted(key)} is missing`
            : isOfType
              ? 'not taken'
              : `expected ${quoted(shorten(expected))}`,
          help: error.message === undefined ? [] : [error.message],
        },
      ),
    );
  }
  return undefined;
};

const reportUndeclared = (
  { name, params }: ComponentDeclaration,
  suggester: Suggester,
  report: (diagnostic: Diagnostic) => void,
): void => {
  for (const { way, place, others } of params?.undeclared ?? []) {
    const { message, label, suggestions, meant, known } = undeclaredParamText(
      [name.value, ...way],
      others,
      suggester,
    );
    const help = [...meant, `${known}: this one is passed to it all the same`];
    report(diagnose('undeclared-param', place, message, { label, suggestions, help }));
  }
};

const without = (given: Readonly<Record<string, unknown>>, keys: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(given).filter(([key]) => !keys.has(key)));

// A codec of the user's may throw instead of failing.
const decodedBy = (codec: t.Mixed, given: unknown): t.Validation<unknown> => {
  try {
    return codec.decode(given) as t.Validation<unknown>;
  } catch (error) {
    const message = messageOf(error);
    return t.failure(given, [{ key: '', type: codec, actual: given }], message);
  }
};

const isOf = (error: t.ValidationError): boolean => {
  // Of every codec of io-ts, also of a copy of it that a module of runners has.
  const { is } = (expectedBy(error) ?? {}) as Partial<t.Mixed>;
  return is?.(error.value) === true;
};

const keyPlaces = (node: Node | undefined): ReadonlyMap<string, Place> =>
  new Map(entries(node).flatMap(({ key }) => (isText(key) ? [[key.value, key.place]] : [])));

/** Where the param stands that these keys and indexes lead to, or as much of it as is written. */
export const placeAt = (node: Node | undefined, path: readonly string[]): Place | undefined => {
  let at = node;
  for (const step of path) {
    const next: Node | undefined =
      at?.kind === 'sequence' && /^\d+$/.test(step)
        ? at.items[Number(step)]
        : entries(at).find(({ key }) => isText(key) && key.value === step)?.value;
    if (next === undefined) break;
    at = next;
  }
  return at?.place;
};

// A map, or a list of single-key maps.
const entries = (node: Node | undefined): readonly Entry[] =>
  node?.kind === 'mapping'
    ? node.entries
    : node?.kind === 'sequence'
      ? node.items.flatMap((item) => (item.kind === 'mapping' ? item.entries : []))
      : [];
