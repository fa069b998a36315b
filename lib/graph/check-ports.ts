import * as t from 'io-ts';

import type { ComponentDeclaration } from '../declaration/declaration.js';
import type { InputType } from '../declaration/inputs.js';
import type { Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Place } from '../diagnostics/place.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { isAssignable } from '../runners/codecs/is-assignable.js';
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

const anyList = t.array(t.unknown);

export const portOf = (ports: Ports, name: string): t.Mixed | undefined =>
  Object.hasOwn(ports, name) ? ports[name] : undefined;

/** Whose ports they are that a component has, and what they are called. */
const ownerOf = (
  { name }: Runner,
  { pipeline }: Pick<ComponentDeclaration, 'pipeline'>,
): { readonly owner: string; readonly port: string } =>
  pipeline === undefined
    ? { owner: `runner ${quoted(name)}`, port: ' port' }
    : { owner: `pipeline ${quoted(name)}`, port: '' };

const unknownPort = (
  { owner, port: kind }: ReturnType<typeof ownerOf>,
  direction: 'input' | 'output',
  ports: Ports,
  name: string,
  place: Place,
  taken: ReadonlySet<string>,
  suggester: Suggester,
): Diagnostic => {
  const all = Object.keys(ports);
  const suggestions = suggester.nearest(
    name,
    all.filter((port) => !taken.has(port)),
  );
  // It is an output of a pipeline that goes by its reference.
  const nameless = all.find((port) => port.endsWith(`.${name}`));
  return diagnose('unknown-port', place, `${owner} has no ${direction}${kind} ${quoted(name)}`, {
    label: 'unknown port',
    suggestions,
    help: [
      ...didYouMean(suggestions),
      all.length === 0
        ? `it has no ${direction}${kind}s`
        : `its ${direction}${kind}s are ${listed(all, 'and', 5, quoted)}`,
      nameless === undefined
        ? `to wire other names, write ${direction}s as a map ${
            direction === 'input' ? 'from ports to references' : 'from names to ports'
          }`
        : `its name is its reference: write \`outputs: { ${name}: ${nameless} }\` to give it this one`,
    ],
  });
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
  const taken = new Set(wired.map(({ port }) => port));
  const unknown = wired.filter(({ port }) => portOf(inputs, port) === undefined);
  for (const { port, place, reference } of unknown) {
    const diagnostic = unknownPort(
      ownerOf(runner, component),
      'input',
      inputs,
      port,
      place,
      taken,
      suggester,
    );
    // A port's name cannot stand in place of the reference that the port is named by.
    report(place === reference.place ? { ...diagnostic, suggestions: [] } : diagnostic);
  }
  // A mistyped port is one mistake, not also a missing one.
  if (unknown.length > 0) return;
  const missing = Object.keys(inputs).filter(
    (port) => !taken.has(port) && inputs[port]?.is(undefined) !== true,
  );
  if (missing.length > 0)
    report(
      diagnose(
        'missing-port',
        component.name.place,
        `nothing is wired to ${listed(missing, 'and', 5, quoted)} of ${ownerOf(runner, component).owner}`,
        {
          label: `missing ${listed(missing, 'and', 5, quoted)}`,
          help: missing.map(
            (port) => `add ${quoted(`${port}: …`)} to the inputs, a map from ports to references`,
          ),
        },
      ),
    );
};

/** Reports what a component's runner does not give of the outputs asked of it; true for nothing. */
export const checkOutputs = (
  runner: Runner,
  component: ComponentDeclaration,
  suggester: Suggester,
  report: Report,
): boolean => {
  const { outputs } = runner;
  if (outputs === undefined) return true;
  const { outputs: published } = component;
  const taken = new Set(published.map(({ port }) => port.value));
  const unknown = published.filter(({ port }) => portOf(outputs, port.value) === undefined);
  for (const { port } of unknown)
    report(
      unknownPort(
        ownerOf(runner, component),
        'output',
        outputs,
        port.value,
        port.place,
        taken,
        suggester,
      ),
    );
  return unknown.length === 0;
};

export const typeCodecs: Readonly<Record<InputType, t.Mixed>> = {
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
    : { codec: typeCodecs[type], said: `input ${quoted(name)} is of the type \`${type}\`` };

/** What is known of the lists that a mapped component gives. */
interface ElementLists {
  /** Whether `null` may stand in the place of an element. */
  readonly hasGaps: boolean;
}

export const listOf = (one: t.Mixed, { hasGaps }: ElementLists): t.Mixed =>
  t.array(hasGaps && one !== t.unknown ? t.union([one, t.null]) : one);

/** What is known of a list of chosen values. */
export const givenByAll: Given = { codec: anyList, said: '`all` gives a list' };

export const givenByPort = (
  full: string,
  runner: Runner,
  port: string,
  map: ElementLists | undefined,
): Given | undefined => {
  const one = runner.outputs === undefined ? undefined : portOf(runner.outputs, port);
  const codec = map === undefined ? one : listOf(one ?? t.unknown, map);
  return codec === undefined
    ? undefined
    : { codec, said: `${quoted(full)} gives ${quoted(codec.name)}` };
};

/** Wires whose two ends can never agree on a type. */
export const checkTypes = (
  runner: Runner,
  component: ComponentDeclaration,
  wired: readonly WiredPort[],
  givensOf: (consumable: number) => readonly Given[],
  report: Report,
): void => {
  const { inputs = {} } = runner;
  const mapped = component.map?.over.map(({ value }) => value) ?? [];
  const { owner } = ownerOf(runner, component);
  const kind = component.pipeline === undefined ? 'port' : 'input';
  for (const { port, consumable, reference } of wired) {
    const isMapped = mapped.includes(port);
    const one = portOf(inputs, port) ?? (isMapped ? t.unknown : undefined);
    if (one === undefined || consumable === undefined) continue;
    // Of a port that is mapped over a list of what it takes.
    const taken = isMapped ? t.array(one) : one;
    for (const { codec, said } of givensOf(consumable)) {
      if (isAssignable(taken, codec)) continue;
      const isNoList = isMapped && !isAssignable(anyList, codec);
      report(
        diagnose(
          'port-type',
          reference.place,
          isNoList
            ? `${said}, but a mapped input must be a list`
            : `${said}, but ${kind} ${quoted(port)} of ${owner} takes ${quoted(taken.name)}`,
          { label: isNoList ? 'expected a list' : `expected ${quoted(taken.name)}` },
        ),
      );
    }
  }
};
