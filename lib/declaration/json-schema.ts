import type { JsonSchema } from './codecs/codec.js';
import { document } from './declaration.js';

/** The JSON Schema (draft 2020-12) of the format, made from the codecs that decode it. */
export const jsonSchema = (): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://unpkg.com/mlpipeline/schema.json',
  title: 'MLPipeline declaration',
  ...document.schema,
  $defs: document.definitions,
});
