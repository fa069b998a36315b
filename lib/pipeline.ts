import type { Diagnostic } from './diagnostics/diagnostic.js';
import type { Source } from './diagnostics/source.js';
import type { Values } from './engine/events/event.js';
import type { Graph } from './graph/graph.js';
import type { Typed } from './graph/typed.js';

/** What was found in one source, in its order. */
export interface Findings {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

/** A checked graph with its runners, ready to run any number of times; its outputs are of type `O`. */
export interface Pipeline<out O = Values> extends Typed<O> {
  readonly graph: Graph;
  /** Warnings; a pipeline has no errors. */
  readonly findings: Findings;
}
