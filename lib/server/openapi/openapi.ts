import { runStates } from '../run-states.js';
import type { ServedPipeline } from '../served-pipelines.js';
import type { Schema } from './codec-schema.js';
import { change, get, json, list, parameter, ref, text, whole } from './parts.js';
import { schemas } from './schemas.js';
import { startPath } from './start-path.js';

const id = parameter('path', 'id', 'The id of a run, or the beginning of it');

/** Of a list that is told from its latest, a part at a time. */
const latest = [
  parameter('query', 'most', 'At most this many', whole),
  parameter(
    'query',
    'before',
    'Only those that started before, in milliseconds since the epoch',
    whole,
  ),
];

/** What a server with these pipelines answers to, as OpenAPI 3.1. */
export const openApi = (
  pipelines: readonly ServedPipeline[],
  version: string,
  hasToken: boolean,
): Schema => ({
  openapi: '3.1.0',
  info: { title: 'MLPipeline', version, description: 'Runs of pipelines' },
  ...(hasToken ? { security: [{ token: [] }] } : {}),
  paths: {
    ...Object.fromEntries(
      pipelines.map((one) => [`/pipelines/${encodeURIComponent(one.id)}/runs`, startPath(one)]),
    ),
    '/pipelines': get(
      'pipelines',
      'The pipelines',
      json(list('pipelines', { type: 'object' }), 'All'),
    ),
    '/pipelines/{pipeline}': get(
      'pipeline',
      'A pipeline, with its graph',
      json({ type: 'object' }, 'The pipeline'),
      [parameter('path', 'pipeline', 'Its id')],
    ),
    '/runs': get('runs', 'The runs, the latest first', json(list('runs', ref('Run')), 'Some'), [
      parameter('query', 'state', 'Only those in one of these', {
        type: 'array',
        items: { enum: runStates },
      }),
      parameter('query', 'pipeline', 'Only those of that pipeline, by its id or name'),
      parameter('query', 'batch', 'Only those of that batch'),
      ...latest,
      parameter('query', 'after', 'Only those that come after the run with that id'),
    ]),
    '/batches': get(
      'batches',
      'Batches of runs, such as sweeps; the latest first',
      json(list('batches', { type: 'object' }), 'Some'),
      [
        parameter('query', 'pipeline', 'Only those of a pipeline of that name'),
        ...latest,
        parameter('query', 'after', 'Only those that come after the batch with that id'),
      ],
    ),
    '/comparison': get(
      'comparison',
      'Runs compared: what varies between them, and their results',
      json(list('rows', { type: 'object' }), 'The comparison'),
      [
        parameter('query', 'run', 'The beginning of the id of a run or of a batch', {
          type: 'array',
          items: text,
        }),
        parameter('query', 'metric', 'A number to compare by, such as `score=evaluate.f1`', {
          type: 'array',
          items: text,
        }),
        parameter('query', 'best', 'Which value of the first metric is best', {
          enum: ['max', 'min'],
        }),
      ],
    ),
    '/runs/{id}': {
      ...get('run', 'A run', json(ref('RunDetails'), 'The run'), [id]),
      delete: change('delete', 'Cancel a run', [id]),
    },
    '/runs/{id}/cancel': { post: change('cancel', 'Cancel a run', [id]) },
    '/runs/{id}/restart/{task}': {
      post: change(
        'restart',
        'Run a failed task again, with its skipped dependents; of a run that has ended, as a new run',
        [id, parameter('path', 'task', 'The name of the component')],
      ),
    },
    '/runs/{id}/resume': {
      post: change('resume', 'Continue a run that did not finish, where there is a store', [
        id,
        parameter('query', 'changed', 'What to do if the pipeline has changed since', {
          enum: ['keep', 'rerun'],
        }),
      ]),
    },
    '/runs/{id}/events': get(
      'events',
      'The events of a run as they come, as server-sent events',
      { description: 'Events', content: { 'text/event-stream': { schema: text } } },
      [id, parameter('header', 'Last-Event-ID', 'Continue after this event', whole)],
    ),
    '/runs/{id}/values/{name}': get(
      'value',
      'A value, as what it is: text, JSON or bytes',
      { description: 'The value', content: { '*/*': { schema: {} } } },
      [
        id,
        parameter('path', 'name', 'The full name of a consumable, or of an output'),
        parameter('query', 'at', 'A JSON Pointer to a part of it'),
      ],
    ),
    '/workers': get(
      'workers',
      'The workers',
      json(
        {
          ...list('workers', ref('Worker')),
          description: '`queue`: whether tasks are handed over',
        },
        'All',
      ),
    ),
    '/health': {
      get: {
        operationId: 'health',
        summary: 'Whether it takes runs',
        security: [],
        responses: {
          200: json({ type: 'object' }, 'It takes runs'),
          503: json({ type: 'object' }, 'It is shutting down'),
        },
      },
    },
    '/metrics': get('metrics', 'Figures for Prometheus', {
      description: 'Figures',
      content: { 'text/plain': { schema: text } },
    }),
    '/openapi.json': get('openapi', 'This document', json({ type: 'object' }, 'OpenAPI 3.1')),
  },
  components: {
    schemas,
    ...(hasToken ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
  },
});
