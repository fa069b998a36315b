import type { JsonSchema } from './codec.js';

/**
 * The schema of a map in both its styles: as a map, and as a list of single-key maps. Of each of
 * `oneOf` one key is required.
 */
export const eitherStyle = (
  map: JsonSchema,
  required: readonly string[] = [],
  oneOf: readonly (readonly string[])[] = [],
): JsonSchema => {
  const alternatives = oneOf.map((keys) => ({ anyOf: keys.map((key) => ({ required: [key] })) }));
  const contained = [
    ...required.map((key) => ({ contains: { type: 'object', required: [key] } })),
    ...alternatives.map((one) => ({ contains: { type: 'object', ...one } })),
  ];
  return {
    anyOf: [
      {
        ...map,
        ...(required.length > 0 ? { required } : {}),
        ...(alternatives.length > 0 ? { allOf: alternatives } : {}),
      },
      {
        type: 'array',
        items: { ...map, minProperties: 1, maxProperties: 1 },
        ...(contained.length > 0 ? { allOf: contained } : {}),
      },
    ],
  };
};
