import type { ServedPipeline } from '../served-pipelines.js';
import type { Schema } from './codec-schema.js';
import { common, json, parameter, problem, ref, text, whole } from './parts.js';
import { formSchema, inputsSchema, outputsSchema } from './pipeline-schemas.js';

/** How a run of a pipeline is started, with its own inputs and outputs. */
export const startPath = ({ id: key, graph }: ServedPipeline): Schema => ({
  post: {
    operationId: `start-${key}`,
    summary: `Start a run of ${graph.name}`,
    ...(graph.description === undefined ? {} : { description: graph.description }),
    parameters: [
      parameter(
        'query',
        'wait',
        'Wait for the outputs, at most this long, such as `30s`, and answer with them',
      ),
      parameter(
        'query',
        'on-failure',
        'What to do when a task fails: `stop` by default with `wait`, else `hold`',
        {
          enum: ['stop', 'continue', 'hold'],
        },
      ),
      parameter('query', 'seed', 'The seed of all random numbers', whole),
      parameter('query', 'only', 'Outputs to run for; all by default', {
        type: 'array',
        items: text,
      }),
      parameter('header', 'Idempotency-Key', 'A request with the same key starts no second run'),
    ],
    requestBody: {
      required: graph.inputs.some((input) => input.default === undefined),
      content: {
        'application/json': { schema: inputsSchema(graph) },
        'multipart/form-data': { schema: formSchema(graph) },
      },
    },
    responses: {
      200: json(outputsSchema(graph), 'With `wait`: the outputs'),
      202: {
        ...json(ref('Run'), 'The run'),
        headers: { Location: { description: 'Where it is', schema: text } },
      },
      400: problem('What was sent cannot be read'),
      401: common[401],
      413: problem('Too large'),
      415: problem('Neither JSON nor a form'),
      422: problem('All that is wrong with the inputs'),
      429: problem('Too many runs are waiting'),
      500: problem('With `wait`: the run has failed'),
    },
  },
});
