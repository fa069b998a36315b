import { runStates } from '../run-states.js';
import type { ServedPipeline } from '../served-pipelines.js';
import type { Schema } from './codec-schema.js';
import { formSchema, inputsSchema, outputsSchema } from './pipeline-schemas.js';

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const json = (schema: Schema, description: string): Schema => ({
  description,
  content: { 'application/json': { schema } },
});

const problem = (description: string): Schema => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;

const schemas: Schema = {
  Bytes: {
    type: 'object',
    description: 'Bytes, in base64; with a type, the values of a typed array',
    properties: { $bytes: { type: 'string', contentEncoding: 'base64' }, type: text },
    required: ['$bytes'],
  },
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457)',
    properties: {
      type: text,
      title: text,
      status: whole,
      code: text,
      detail: text,
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: { input: text, detail: text },
          required: ['detail'],
        },
      },
    },
    required: ['type', 'title', 'status', 'code', 'detail'],
  },
  Run: {
    type: 'object',
    properties: {
      id: text,
      pipeline: text,
      state: { enum: runStates },
      started: { ...whole, description: 'Milliseconds since the epoch' },
      ended: whole,
      tasksDone: whole,
      tasks: whole,
      lasts: { type: 'boolean', description: 'Whether it is kept in a store' },
      batch: {
        type: 'object',
        description: 'What it is one of',
        properties: { id: text, key: text },
      },
    },
    required: ['id', 'pipeline', 'state', 'started'],
  },
  Worker: {
    type: 'object',
    description: 'Who takes tasks of runs; times are in milliseconds since the epoch',
    properties: {
      ...{ id: text, name: text, pool: text, host: text },
      runners: { type: 'array', items: text },
      concurrency: whole,
      since: { ...whole, description: 'When it was started' },
      seen: { ...whole, description: 'When it was heard of last' },
      atWork: {
        type: 'array',
        items: {
          type: 'object',
          properties: { run: text, task: text, attempt: whole, since: whole },
        },
      },
    },
    required: ['id', 'name', 'host', 'runners', 'concurrency', 'since', 'seen', 'atWork'],
  },
  RunDetails: {
    allOf: [
      ref('Run'),
      {
        type: 'object',
        properties: {
          inputs: { type: 'object' },
          outputs: { type: 'object' },
          values: { type: 'array', items: text },
          failures: {
            type: 'array',
            items: { type: 'object', properties: { task: text, message: text } },
          },
        },
      },
    ],
  },
};

const parameter = (
  where: 'path' | 'query' | 'header',
  name: string,
  description: string,
  schema: Schema = text,
): Schema => ({
  name,
  in: where,
  description,
  schema,
  ...(where === 'path' ? { required: true } : {}),
});

const id = parameter('path', 'id', 'The id of a run');

const common = {
  401: problem('No token, or a wrong one'),
  404: problem('There is no such thing'),
};

const startPath = ({ id: key, graph }: ServedPipeline): Schema => ({
  post: {
    operationId: `start-${key}`,
    summary: `Start a run of ${graph.name}`,
    ...(graph.description === undefined ? {} : { description: graph.description }),
    parameters: [
      parameter('query', 'wait', 'Answer with the outputs, after at most so long, such as `30s`'),
      parameter(
        'query',
        'on-failure',
        'What the failure of a task does: `stop` by default with `wait`, else `hold`',
        {
          enum: ['stop', 'continue', 'hold'],
        },
      ),
      parameter('query', 'seed', 'What all random numbers follow from', whole),
      parameter('query', 'only', 'Outputs to run for; all by default', {
        type: 'array',
        items: text,
      }),
      parameter(
        'header',
        'Idempotency-Key',
        'Sent again with the same key, it starts no other run',
      ),
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

const get = (
  operationId: string,
  summary: string,
  ok: Schema,
  parameters: readonly Schema[] = [],
): Schema => ({
  get: {
    operationId,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: { 200: ok, ...common },
  },
});

const change = (operationId: string, summary: string, parameters: readonly Schema[]): Schema => ({
  operationId,
  summary,
  parameters,
  responses: {
    202: json(ref('Run'), 'The run'),
    409: problem('Its state does not allow it'),
    ...common,
  },
});

const list = (of: string, items: Schema): Schema => ({
  type: 'object',
  properties: { [of]: { type: 'array', items } },
  required: [of],
});

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
      parameter('query', 'most', 'So many at most', whole),
      parameter(
        'query',
        'before',
        'Only those that started before, in milliseconds since the epoch',
        whole,
      ),
    ]),
    '/batches': get(
      'batches',
      'Runs that are one of the same, such as the settings of a sweep; the latest first',
      json(list('batches', { type: 'object' }), 'Some'),
      [
        parameter('query', 'pipeline', 'Only those of a pipeline of that name'),
        parameter('query', 'most', 'So many at most', whole),
        parameter(
          'query',
          'before',
          'Only those that started before, in milliseconds since the epoch',
          whole,
        ),
      ],
    ),
    '/comparison': get(
      'comparison',
      'Runs compared: what varies between them, beside what came of them',
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
        parameter('query', 'best', 'Which of the first metric is best', { enum: ['max', 'min'] }),
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
        'Run a failed task again, and what was skipped below it; of a run that is over, as a run of its own',
        [id, parameter('path', 'task', 'The name of the component')],
      ),
    },
    '/runs/{id}/resume': {
      post: change('resume', 'Go on with a run that did not finish, where there is a store', [
        id,
        parameter('query', 'changed', 'Where the pipeline has changed since', {
          enum: ['keep', 'rerun'],
        }),
      ]),
    },
    '/runs/{id}/events': get(
      'events',
      'The events of a run as they come, as server-sent events',
      { description: 'Events', content: { 'text/event-stream': { schema: text } } },
      [id, parameter('header', 'Last-Event-ID', 'Go on after this one', whole)],
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
          200: json({ type: 'object' }, 'It does'),
          503: json({ type: 'object' }, 'It is ending'),
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
