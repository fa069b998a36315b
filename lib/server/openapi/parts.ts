import type { Schema } from './codec-schema.js';

/* What the document of an API is made of again and again. */

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

export const json = (schema: Schema, description: string): Schema => ({
  description,
  content: { 'application/json': { schema } },
});

export const problem = (description: string): Schema => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

export const text = { type: 'string' } as const;
export const whole = { type: 'integer' } as const;

export const parameter = (
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

export const common = {
  401: problem('No token, or a wrong one'),
  404: problem('Not found'),
};

export const get = (
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

export const change = (
  operationId: string,
  summary: string,
  parameters: readonly Schema[],
): Schema => ({
  operationId,
  summary,
  parameters,
  responses: {
    202: json(ref('Run'), 'The run'),
    409: problem('Its state does not allow it'),
    ...common,
  },
});

export const list = (of: string, items: Schema): Schema => ({
  type: 'object',
  properties: { [of]: { type: 'array', items } },
  required: [of],
});
