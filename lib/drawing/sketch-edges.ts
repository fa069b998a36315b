import type { Graph } from '../graph/graph.js';
import { abridged } from './abridged.js';
import { type Connection, drawnChoice, type End } from './connections.js';
import { entryOf, exitOf, type Layer } from './layer.js';
import type { SketchEdge } from './sketch-parts.js';

/** A node, and the box around it where an edge stops at its border. */
interface Place {
  readonly id: string;
  readonly box?: string;
}

/** An edge on which more may go that begins and ends where it does. */
interface Draft {
  readonly from: Place;
  readonly to: Place;
  readonly label: string[];
  readonly names: string[];
  readonly dashed: boolean;
  readonly pruned: boolean;
}

/** In the order of what they end at: those within a box before those that begin at it. */
export const sketchEdges = (layer: Layer): readonly SketchEdge[] => {
  const drafts = new Map<string, Draft>();
  draw(layer, drafts);
  return Array.from(drafts.values(), ({ from, to, label, names, dashed, pruned }) => ({
    from: from.id,
    to: to.id,
    ...(from.box === undefined ? {} : { fromBox: from.box }),
    ...(to.box === undefined ? {} : { toBox: to.box }),
    label: abridged(label),
    hint: names.length > 0 ? names.join(', ') : 'waits for it, and is passed nothing',
    dashed,
    pruned,
  }));
};

const draw = (layer: Layer, drafts: Map<string, Draft>): void => {
  const waiting = new Map(layer.open);
  const drawInner = (index: number): void => {
    const inner = waiting.get(index);
    if (inner === undefined) return;
    waiting.delete(index);
    draw(inner, drafts);
  };
  for (const connection of layer.connections) {
    const { from, to, consumables, pruned } = connection;
    if (from.kind === 'component') drawInner(from.index);
    const dashed = consumables.length === 0 || isAsked(layer.graph, connection);
    for (const one of consumables.length === 0 ? [undefined] : consumables)
      for (const end of endsOf(layer, to, one)) {
        const start = startOf(layer, from, one);
        const key = `${start.id} ${end.id} ${dashed}`;
        let draft = drafts.get(key);
        if (draft === undefined)
          drafts.set(key, (draft = { from: start, to: end, label: [], names: [], dashed, pruned }));
        if (one === undefined) continue;
        draft.label.push(...labelOf(layer.graph, connection, one));
        draft.names.push(layer.graph.consumables[one]?.name ?? '');
      }
  }
  for (const index of layer.open.keys()) drawInner(index);
};

const startOf = (layer: Layer, { kind, index }: End, consumable: number | undefined): Place => {
  const { graph, prefix, groups, open } = layer;
  if (kind === 'choice') return { id: `${prefix}s${index}` };
  if (kind === 'input') return { id: `${prefix}i${groups.inputs[index] ?? index}` };
  const inner = open.get(index);
  const id = `${prefix}c${index}`;
  if (inner === undefined) return { id };
  const source = sourceOf(graph, consumable);
  const port = graph.components[index]?.outputs.find((one) => one.consumable === source)?.port;
  const at = inner.graph.outputs.findIndex(({ name }) => name === port);
  return at < 0
    ? { id: exitOf(inner), box: id }
    : { id: `${inner.prefix}o${inner.groups.outputs[at] ?? at}` };
};

const endsOf = (
  { graph, prefix, groups, open }: Layer,
  { kind, index }: End,
  consumable: number | undefined,
): readonly Place[] => {
  if (kind === 'choice') return [{ id: `${prefix}s${index}` }];
  if (kind === 'output') return [{ id: `${prefix}o${groups.outputs[index] ?? index}` }];
  const inner = open.get(index);
  const id = `${prefix}c${index}`;
  if (inner === undefined) return [{ id }];
  const ports = (graph.components[index]?.inputs ?? [])
    .filter((one) => one.consumable === consumable)
    .map(({ port }) => inner.graph.inputs.findIndex(({ name }) => name === port))
    .filter((at) => at >= 0);
  return ports.length === 0
    ? [{ id: entryOf(inner), box: id }]
    : ports.map((at) => ({ id: `${inner.prefix}i${inner.groups.inputs[at] ?? at}` }));
};

// Of what may be absent, the very thing.
const sourceOf = ({ consumables }: Graph, consumable = -1): number => {
  const { choice } = consumables[consumable] ?? {};
  return choice?.kind === 'maybe' ? (choice.of[0] ?? -1) : consumable;
};

/** Whether it begins or ends at a condition. */
const isAsked = (graph: Graph, { from, to }: Connection): boolean =>
  [from, to].some(
    ({ kind, index }) => kind === 'choice' && drawnChoice(graph, index)?.kind === 'when',
  );

// The node at its end already says what an edge from an input, to a condition, or to an output of that
// name passes.
const labelOf = (graph: Graph, connection: Connection, consumable: number): readonly string[] => {
  const { from, to } = connection;
  if (from.kind === 'choice' || isAsked(graph, connection)) return [];
  const { name = '', choice } = graph.consumables[consumable] ?? {};
  if (choice !== undefined) {
    const of = ownName(graph.consumables[choice.of[0] ?? -1]?.name ?? '');
    return [from.kind === 'input' ? 'maybe' : `maybe ${of}`];
  }
  const into = to.kind === 'choice' ? drawnChoice(graph, to.index) : undefined;
  // In what order they are chosen is what counts.
  const rank = into?.kind === 'first' ? [`${into.of.indexOf(consumable) + 1}.`] : [];
  const isTold =
    from.kind === 'input' || (to.kind === 'output' && name === graph.outputs[to.index]?.name);
  const words = [...rank, ...(isTold ? [] : [ownName(name)])];
  return words.length === 0 ? [] : [words.join(' ')];
};

const ownName = (name: string): string => name.slice(name.indexOf('.') + 1);
