import type { Graph } from '../../graph/graph.js';
import type { Values } from '../events/event.js';
import type { RunToBegin } from './keeping.js';
import { Run } from './run.js';
import type { RunOptions } from './run-options.js';
import type { Part } from '../settings.js';

/** Begins a run that a store has, with what it was kept with in place of options. */
export const beginRun = <O extends Values = Values>(
  graph: Graph,
  { id, inputs, settings, keep }: RunToBegin,
  options: RunOptions,
  part: Part = {},
): Run<O> => new Run<O>(graph, inputs, { ...options, ...settings, id }, { ...part, keep });
