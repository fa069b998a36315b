import type { JsonSchema } from './codec.js';

/**
 * The schema of a map in both its styles: as a map, and as a list of single-key maps. Of each of `oneOf` one
 * key is required and no other may be there; of each pair in `pairs` the first goes with the second alone.
 */
export const eitherStyle = (
  map: JsonSchema,
  required: readonly string[] = [],
  oneOf: readonly (readonly string[])[] = [],
  pairs: readonly (readonly [string, string])[] = [],
): JsonSchema => {
  const inMap = all([
    ...oneOf.map((keys) => ({ oneOf: keys.map((key) => ({ required: [key] })) })),
    ...pairs.map(([key, other]) => ({ dependentRequired: { [key]: [other] } })),
  ]);
  const inList = all([
    ...required.map(listed),
    ...oneOf.map((keys) => ({ oneOf: keys.map(listed) })),
    ...pairs.map(([key, other]) => ({ if: listed(key), then: listed(other) })),
  ]);
  return {
    anyOf: [
      { ...map, ...(required.length > 0 ? { required } : {}), ...inMap },
      { type: 'array', items: { ...map, minProperties: 1, maxProperties: 1 }, ...inList },
    ],
  };
};

const listed = (key: string): JsonSchema => ({ contains: { type: 'object', required: [key] } });

const all = (allOf: readonly JsonSchema[]): JsonSchema => (allOf.length > 0 ? { allOf } : {});
