import { Observable } from 'rxjs';

import type { Graph } from '../../graph/graph.js';
import { FinalError } from '../../runners/final-error.js';
import type { Runner } from '../../runners/runner.js';
import { taskOf } from '../attempts/attempt.js';
import { bindInputs, InputError } from '../run/bind-inputs.js';
import type { Values } from '../events/event.js';
import type { Plan } from '../plan.js';

/**
 * Runs a pipeline as one task of another: its tasks are named by the way to them, and share slots, time
 * and events of the run. Outputs of it that are absent are left out.
 */
export const nested = (plan: Plan): Runner => ({
  name: plan.graph.name,
  run: (inputs, context) => {
    const task = taskOf(context);
    const { settings } = task;
    const { graph } = plan;
    return new Observable<Values>((subscriber) => {
      task.parts = subscriber;
      return settings
        .execute(plan, bound(graph, inputs), {
          ...settings,
          prefix: `${task.name}/`,
          directory: graph.directory ?? settings.directory,
        })
        .subscribe(subscriber);
    });
  },
});

const bound = (graph: Graph, inputs: Values): Values => {
  try {
    return bindInputs(graph, inputs);
  } catch (error) {
    throw error instanceof InputError ? new FinalError(error.message, { cause: error }) : error;
  }
};
