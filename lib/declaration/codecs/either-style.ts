import type { JsonSchema } from './codec.js';

/** The schema of a map in both its styles: as a map, and as a list of single-key maps. */
export const eitherStyle = (map: JsonSchema, required: readonly string[] = []): JsonSchema => ({
  anyOf: [
    { ...map, ...(required.length > 0 ? { required } : {}) },
    {
      type: 'array',
      items: { ...map, minProperties: 1, maxProperties: 1 },
      ...(required.length > 0
        ? { allOf: required.map((key) => ({ contains: { type: 'object', required: [key] } })) }
        : {}),
    },
  ],
});
