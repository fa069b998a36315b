import { visible } from '../diagnostics/visible.js';
import { counted, longText, shorten } from '../diagnostics/wording.js';
import type { Component } from '../graph/graph.js';
import { abridged } from './abridged.js';
import { drawnChoice } from './connections.js';
import { type Layer, pipelineOf } from './layer.js';
import type { SketchBox, SketchNode } from './sketch-parts.js';

/** What is drawn of a graph, its edges aside. */
export const sketchBox = (layer: Layer): Pick<SketchBox, 'nodes' | 'boxes'> => {
  const { graph, prefix, groups, open } = layer;
  return {
    nodes: [
      ...endNodes('input', graph.inputs, groups.inputs, prefix),
      ...choiceNodes(layer),
      ...graph.components.flatMap((component, index) =>
        open.has(index) ? [] : [componentNode(component, `${prefix}c${index}`)],
      ),
      ...endNodes('output', graph.outputs, groups.outputs, prefix),
    ],
    boxes: Array.from(open, ([index, inner]): SketchBox => ({
      ...componentText(graph.components[index] as Component),
      id: `${prefix}c${index}`,
      ...sketchBox(inner),
    })),
  };
};

const componentNode = (component: Component, id: string): SketchNode => ({
  id,
  kind: 'component',
  ...componentText(component),
  isFolded: pipelineOf(component) !== undefined,
});

const componentText = (
  component: Component,
): Pick<SketchNode, 'lines' | 'small' | 'hint' | 'pruned'> => {
  const { name, runner, pruned } = component;
  const how = waysOf(component);
  return {
    lines: abridged([name]),
    small: [runner.name, ...how].map((text) => visible(shorten(text, 40))),
    hint: visible(
      `${name} (${[runner.name, ...how].join('; ')})${pruned ? ', not run: no output needs it' : ''}`,
    ),
    pruned,
  };
};

/** How a component is run, where that is not just once. */
const waysOf = ({ map, onFailure, ...component }: Component): readonly string[] => {
  const { fallback, repeat, hedge, batch } = map?.element ?? component;
  return [
    ...(map === undefined ? [] : [`× ${map.over.join(', ')}`]),
    ...(repeat === undefined
      ? []
      : [`up to ${counted(repeat.atMost, 'round')} until ${repeat.until.text}`]),
    ...(batch === undefined ? [] : [`in batches of ${batch.size}`]),
    ...(hedge === undefined ? [] : [`a second beside it after ${longText(hedge)}`]),
    ...(fallback === undefined
      ? []
      : [`else ${fallback.map(({ runner }) => runner.name).join(', ')}`]),
    ...(onFailure === 'omit' || map?.onFailure === 'omit' ? ['may fail'] : []),
  ];
};

const choiceNodes = ({ graph, prefix, connections }: Layer): SketchNode[] =>
  connections.flatMap(({ from, to, pruned }): SketchNode[] => {
    const choice = from.kind === 'choice' ? drawnChoice(graph, from.index) : undefined;
    if (choice === undefined) return [];
    const { kind, atLeast, condition, owner } = choice;
    const node = { id: `${prefix}s${from.index}`, small: [], pruned, isFolded: false };
    return condition === undefined
      ? [
          {
            ...node,
            kind: 'selector',
            lines: [atLeast === undefined ? kind : `${kind} ≥ ${atLeast}`],
            hint: visible(`${to.kind} ${owner}: ${graph.consumables[from.index]?.name ?? ''}`),
          },
        ]
      : [
          {
            ...node,
            kind: 'condition',
            lines: abridged([condition.text]),
            hint: visible(`${owner} runs only where ${condition.text}`),
          },
        ];
  });

const endNodes = (
  kind: 'input' | 'output',
  ends: readonly { readonly name: string }[],
  groups: readonly number[],
  prefix: string,
): SketchNode[] => {
  const members = new Map<number, string[]>();
  ends.forEach(({ name }, index) => {
    const first = groups[index] ?? index;
    const names = members.get(first);
    if (names !== undefined) names.push(name);
    else members.set(first, [name]);
  });
  return Array.from(members, ([first, names]) => ({
    id: `${prefix}${kind.charAt(0)}${first}`,
    kind,
    lines: abridged(names),
    small: [],
    hint: names.join(', '),
    pruned: false,
    isFolded: false,
  }));
};
