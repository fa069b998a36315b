import type { Values } from '../../lib/engine/events/event.js';
import type { Graph } from '../../lib/graph/graph.js';
import type { DurableRun } from '../../lib/store/durable/durable-run.js';
import { type DurableOptions, prepareDurable } from '../../lib/store/durable/prepare-durable.js';
import {
  prepareRestarted,
  prepareResumed,
  type ResumeOptions,
} from '../../lib/store/durable/prepare-resumed.js';

/* Runs that last, as code below the options of a run begins them. */

interface Pipeline {
  readonly graph: Graph;
}

export const startDurable = async (
  pipeline: Pipeline,
  inputs: Values,
  options: DurableOptions,
): Promise<DurableRun> => (await prepareDurable(pipeline, inputs, options)).begin();

export const resume = async (
  pipeline: Pipeline,
  id: string,
  options: ResumeOptions,
): Promise<DurableRun> => (await prepareResumed(pipeline, id, options)).begin();

export const restartFrom = async (
  pipeline: Pipeline,
  id: string,
  components: readonly string[],
  options: Omit<ResumeOptions, 'changed'>,
): Promise<DurableRun> => (await prepareRestarted(pipeline, id, components, options)).begin();
