import type { Values } from '../../engine/events/event.js';
import { withoutElements } from '../../graph/component-at.js';
import type { Graph } from '../../graph/graph.js';
import type { RecordedEvent } from '../../sinks/record/recorded-event.js';

/** What must never be written: outputs that are declared so (`store: none`), and wherever these are taken. */
export interface Unstored {
  /** Of a task by the way to it, the ports on which it is taken. */
  readonly taken: (task: string) => ReadonlySet<string>;
  /** Of a task by the way to it, the outputs by name. */
  readonly given: (task: string) => ReadonlySet<string>;
  /** The outputs of the pipeline. */
  readonly outputs: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

interface Marks {
  readonly taken: Map<string, ReadonlySet<string>>;
  readonly given: Map<string, ReadonlySet<string>>;
}

export const unstoredOf = (graph: Graph): Unstored => {
  const marks: Marks = { taken: new Map(), given: new Map() };
  const outputs = mark(graph, '', none, marks);
  return {
    taken: (task) => marks.taken.get(withoutElements(task)) ?? none,
    given: (task) => marks.given.get(withoutElements(task)) ?? none,
    outputs,
  };
};

/** Marks the tasks of a graph, some of whose inputs must not be written; gives such outputs of it. */
const mark = (
  graph: Graph,
  prefix: string,
  inputs: ReadonlySet<string>,
  marks: Marks,
): ReadonlySet<string> => {
  const { consumables } = graph;
  const marked = new Set<number>();
  graph.inputs.forEach(({ name }, id) => {
    if (inputs.has(name)) marked.add(id);
  });
  const isMarked = (id: number): boolean =>
    marked.has(id) || consumables[id]?.choice?.of.some((one) => marked.has(one)) === true;
  // Each stands behind all that it depends on.
  for (const component of graph.components) {
    const path = prefix + component.name;
    const taken = new Set(
      component.inputs.flatMap(({ port, consumable }) => (isMarked(consumable) ? [port] : [])),
    );
    const { pipeline } = component.map?.element ?? component;
    const within = pipeline === undefined ? none : mark(pipeline, `${path}/`, taken, marks);
    const given = new Set(component.unstored);
    for (const { name, port } of component.outputs) if (within.has(port)) given.add(name);
    for (const { name, consumable } of component.outputs)
      if (given.has(name)) marked.add(consumable);
    if (taken.size > 0) marks.taken.set(path, taken);
    if (given.size > 0) marks.given.set(path, given);
  }
  return new Set(
    graph.outputs.flatMap(({ name, consumable }) => (isMarked(consumable) ? [name] : [])),
  );
};

/** Values without those of these names. */
export const without = (values: Values, names: ReadonlySet<string>): Values =>
  names.size === 0
    ? values
    : Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));

const said = 'not stored';

const hidden = (values: Values, names: ReadonlySet<string>): Values =>
  names.size === 0
    ? values
    : Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, names.has(name) ? said : value]),
      );

/** An event in which `not stored` stands for what must never be written. */
export const withoutUnstored = (event: RecordedEvent, unstored: Unstored): RecordedEvent => {
  switch (event.type) {
    case 'attempt-started':
      return { ...event, inputs: hidden(event.inputs, unstored.taken(event.task)) };
    case 'task-finished':
    case 'task-repeated':
      return { ...event, outputs: hidden(event.outputs, unstored.given(event.task)) };
    case 'task-kept':
      return event.outputs === undefined
        ? event
        : { ...event, outputs: hidden(event.outputs, unstored.given(event.task)) };
    case 'attempt-part':
      return unstored.given(event.task).has(event.output) ? { ...event, value: said } : event;
    case 'run-finished':
    case 'run-settled':
      return { ...event, outputs: hidden(event.outputs, unstored.outputs) };
    default:
      return event;
  }
};
