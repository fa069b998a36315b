import type { JsonComponent, JsonGraph, JsonSource } from '../../drawing/json-graph.js';

/** A component, and what it is connected to in its graph. */
export interface KnownComponent {
  readonly component: JsonComponent;
  /** The names of the components beside it that it waits for. */
  readonly needs: readonly string[];
  readonly wires: Readonly<Record<string, Wire>>;
}

/** Where the value of a port comes from. */
export interface Wire {
  /** How it is chosen from several; absent where it is one. */
  readonly selector?: string;
  /** By full names, each with the component that publishes it; an input of the pipeline has none. */
  readonly of: readonly (readonly [consumable: string, component?: string])[];
}

/** The components of a graph and of all within it, by the ways to them: `read/ocr`. */
export const knownComponents = (
  { components, edges }: JsonGraph,
  prefix = '',
): ReadonlyMap<string, KnownComponent> => {
  const publishers = new Map(
    components.flatMap(({ name, outputs }) =>
      outputs.map(({ consumable }) => [consumable, name] as const),
    ),
  );
  const needs = new Map<string, Set<string>>(
    components.map(({ name, dependencies }) => [name, new Set(dependencies)]),
  );
  for (const { from, to } of edges)
    if (from.kind === 'component' && to.kind === 'component') needs.get(to.name)?.add(from.name);
  const wire = (source: JsonSource): Wire => {
    const one = (consumable: string): Wire['of'][number] => {
      const publisher = publishers.get(consumable);
      return publisher === undefined ? [consumable] : [consumable, publisher];
    };
    if ('consumable' in source) return { of: [one(source.consumable)] };
    const { kind, of, atLeast } = source.selector;
    return { selector: atLeast === undefined ? kind : `${kind} ≥ ${atLeast}`, of: of.map(one) };
  };
  const known = new Map<string, KnownComponent>();
  for (const component of components) {
    const path = prefix + component.name;
    known.set(path, {
      component,
      needs: [...(needs.get(component.name) ?? [])],
      wires: Object.fromEntries(component.inputs.map(({ port, ...from }) => [port, wire(from)])),
    });
    if (component.pipeline !== undefined)
      for (const [inner, one] of knownComponents(component.pipeline, `${path}/`))
        known.set(inner, one);
  }
  return known;
};
