import { runStates } from '../run-states.js';
import type { Schema } from './codec-schema.js';
import { ref, text, whole } from './parts.js';

/** What answers are made of, by the names that they are referred to by. */
export const schemas: Schema = {
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
      tasksDone: {
        ...whole,
        description: 'Tasks that have ended without failing, including omitted ones',
      },
      tasksOmitted: { ...whole, description: 'Tasks that were omitted' },
      tasksFailed: whole,
      tasks: whole,
      lasts: { type: 'boolean', description: 'Whether it is kept in a store' },
      batch: {
        type: 'object',
        description: 'The batch that it is part of',
        properties: { id: text, key: text },
      },
    },
    required: ['id', 'pipeline', 'state', 'started'],
  },
  Worker: {
    type: 'object',
    description: 'Workers that take tasks of runs; times are in milliseconds since the epoch',
    properties: {
      ...{ id: text, name: text, pool: text, host: text },
      runners: { type: 'array', items: text },
      concurrency: whole,
      since: { ...whole, description: 'When it was started' },
      seen: { ...whole, description: 'When it was last seen' },
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
