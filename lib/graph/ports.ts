import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

import type { ComponentDeclaration } from '../declaration/declaration.js';
import type { InputType } from '../declaration/inputs.js';
import { isText, type Node } from '../declaration/node.js';
import type { Text } from '../declaration/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted, shorten } from '../diagnostics/visible.js';
import { accepts } from '../runners/accepts.js';
import type { Ports, Runner } from '../runners/runner.js';

/** A port of a component with what is wired to it, and where that was said. */
export interface WiredPort {
  readonly port: string;
  readonly consumable: number | undefined;
  /** The port's name where it was written, else the reference that it is named by. */
  readonly place: Place;
  readonly reference: Text;
}

type Report = (diagnostic: Diagnostic) => void;

const portOf = (ports: Ports, name: string): t.Mixed | undefined =>
  Object.hasOwn(ports, name) ? ports[name] : undefined;

const unknownPort = (
  runner: Runner,
  direction: 'input' | 'output',
  ports: Ports,
  name: string,
  place: Place,
  taken: readonly string[],
  suggester: Suggester,
): Diagnostic => {
  const all = Object.keys(ports);
  const suggestions = suggester.nearest(
    name,
    all.filter((port) => !taken.includes(port)),
  );
  return diagnose(
    'unknown-port',
    place,
    `the runner ${quoted(runner.name)} has no ${direction} port ${quoted(name)}`,
    {
      label: 'unknown port',
      suggestions,
      help: [
        ...didYouMean(suggestions),
        all.length === 0
          ? `it has no ${direction} ports`
          : `its ${direction} ports are ${listed(all.map(quoted))}`,
        `to wire other names, write ${direction}s as a map ${
          direction === 'input' ? 'from ports to references' : 'from names to ports'
        }`,
      ],
    },
  );
};

/** What a component's runner does not accept of how its inputs are wired. */
export const checkInputs = (
  runner: Runner,
  component: ComponentDeclaration,
  wired: readonly WiredPort[],
  suggester: Suggester,
  report: Report,
): void => {
  const { inputs } = runner;
  if (inputs === undefined) return;
  const taken = wired.map(({ port }) => port);
  const unknown = wired.filter(({ port }) => portOf(inputs, port) === undefined);
  for (const { port, place, reference } of unknown) {
    const diagnostic = unknownPort(runner, 'input', inputs, port, place, taken, suggester);
    // A port's name cannot stand in place of the reference that the port is named by.
    report(place === reference.place ? { ...diagnostic, suggestions: [] } : diagnostic);
  }
  // A mistyped port is one mistake, not also a missing one.
  if (unknown.length > 0) return;
  const missing = Object.keys(inputs).filter(
    (port) => !taken.includes(port) && inputs[port]?.is(undefined) !== true,
  );
  if (missing.length > 0)
    report(
      diagnose(
        'missing-port',
        component.name.place,
        `nothing is wired to ${listed(missing.map(quoted))} of the runner ${quoted(runner.name)}`,
        {
          label: `misses ${listed(missing.map(quoted))}`,
          help: missing.map(
            (port) => `add ${quoted(`${port}: …`)} to the inputs, a map from ports to references`,
          ),
        },
      ),
    );
};

/** What a component's runner does not give of the outputs asked of it. */
export const checkOutputs = (
  runner: Runner,
  { outputs: published }: ComponentDeclaration,
  suggester: Suggester,
  report: Report,
): void => {
  const { outputs } = runner;
  if (outputs === undefined) return;
  const taken = published.map(({ port }) => port.value);
  for (const { port } of published)
    if (portOf(outputs, port.value) === undefined)
      report(unknownPort(runner, 'output', outputs, port.value, port.place, taken, suggester));
};

const typeCodecs: Readonly<Record<InputType, t.Mixed>> = {
  string: t.string,
  number: t.number,
  integer: t.number,
  boolean: t.boolean,
  json: t.unknown,
};

/** What is known of the values of a consumable: a codec, and what it is in words. */
export interface Given {
  readonly codec: t.Mixed;
  readonly said: string;
}

export const givenByInput = (name: string, type: InputType | undefined): Given | undefined =>
  type === undefined
    ? undefined
    : { codec: typeCodecs[type], said: `the input ${quoted(name)} is of the type \`${type}\`` };

export const givenByPort = (full: string, runner: Runner, port: string): Given | undefined => {
  const codec = runner.outputs === undefined ? undefined : portOf(runner.outputs, port);
  return codec === undefined
    ? undefined
    : { codec, said: `${quoted(full)} gives ${quoted(codec.name)}` };
};

/** Wires whose two ends can never agree on a type. */
export const checkTypes = (
  runner: Runner,
  wired: readonly WiredPort[],
  givenBy: (consumable: number) => Given | undefined,
  report: Report,
): void => {
  const { inputs } = runner;
  if (inputs === undefined) return;
  for (const { port, consumable, reference } of wired) {
    const taken = portOf(inputs, port);
    const given = consumable === undefined ? undefined : givenBy(consumable);
    if (taken === undefined || given === undefined || accepts(taken, given.codec)) continue;
    report(
      diagnose(
        'port-type',
        reference.place,
        `${given.said}, but the port ${quoted(port)} of the runner ${quoted(runner.name)} takes ${quoted(taken.name)}`,
        { label: `expected ${quoted(taken.name)}` },
      ),
    );
  }
};

/** The params as the runner's codec reads them; what it refuses is reported where it stands. */
export const checkParams = (
  runner: Runner,
  component: ComponentDeclaration,
  suggester: Suggester,
  report: Report,
): Readonly<Record<string, unknown>> => {
  const given = component.params?.value ?? {};
  const codec = runner.params;
  if (codec === undefined) return given;
  const known = keysOf(codec);
  const unknown =
    known === undefined ? [] : Object.keys(given).filter((key) => !known.includes(key));
  for (const key of unknown) {
    const suggestions = suggester.nearest(
      key,
      (known ?? []).filter((one) => !Object.hasOwn(given, one)),
    );
    report(
      diagnose(
        'bad-params',
        keyPlace(component.params?.node, key) ?? component.name.place,
        `the runner ${quoted(runner.name)} has no param ${quoted(key)}`,
        {
          label: 'unknown param',
          suggestions,
          help: [
            ...didYouMean(suggestions),
            (known ?? []).length === 0
              ? 'it takes no params'
              : `its params are ${listed((known ?? []).map(quoted))}`,
          ],
        },
      ),
    );
  }
  const decoded = codec.decode(given);
  if (E.isRight(decoded)) return decoded.right as Readonly<Record<string, unknown>>;
  if (unknown.length > 0) return given;
  const said = new Set<string>();
  for (const error of decoded.left) {
    const path = pathOf(error);
    const key = path.join('.');
    if (said.has(key)) continue;
    said.add(key);
    const expected = error.context.at(-1)?.type.name ?? 'another value';
    const place = placeAt(component.params?.node, path) ?? component.name.place;
    const isMissing = error.value === undefined;
    report(
      diagnose(
        'bad-params',
        place,
        isMissing
          ? `the runner ${quoted(runner.name)} needs the param ${quoted(key)}`
          : key === ''
            ? `the runner ${quoted(runner.name)} does not take these params`
            : `the param ${quoted(key)} of the runner ${quoted(runner.name)} must be ${quoted(expected)}`,
        {
          label: isMissing ? `${quoted(key)} is missing` : `expected ${quoted(shorten(expected))}`,
          help: error.message === undefined ? [] : [error.message],
        },
      ),
    );
  }
  return given;
};

/** The keys that a codec of params knows; `undefined` where it takes any. */
const keysOf = (codec: t.Mixed): readonly string[] | undefined => {
  if (codec instanceof t.InterfaceType || codec instanceof t.PartialType)
    return Object.keys(codec.props as object);
  if (
    codec instanceof t.ExactType ||
    codec instanceof t.ReadonlyType ||
    codec instanceof t.RefinementType
  )
    return keysOf(codec.type as t.Mixed);
  if (codec instanceof t.IntersectionType) {
    const all = (codec.types as t.Mixed[]).map(keysOf);
    return all.includes(undefined) ? undefined : all.flatMap((keys) => keys ?? []);
  }
  return undefined;
};

// io-ts's contexts also hold the members of intersections and unions; those are no steps of a path,
// and are known by having their parent's value.
const pathOf = ({ context }: t.ValidationError): string[] =>
  context
    .filter((entry, index) => index > 0 && entry.actual !== context[index - 1]?.actual)
    .map(({ key }) => key);

const keyPlace = (node: Node | undefined, key: string): Place | undefined =>
  entries(node).find((entry) => isText(entry.key) && entry.key.value === key)?.key.place;

const placeAt = (node: Node | undefined, path: readonly string[]): Place | undefined => {
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
const entries = (node: Node | undefined) =>
  node?.kind === 'mapping'
    ? node.entries
    : node?.kind === 'sequence'
      ? node.items.flatMap((item) => (item.kind === 'mapping' ? item.entries : []))
      : [];
