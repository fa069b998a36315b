import type { Graph, PipelineInput } from '../../graph/graph.js';
import { codecsOf, fileForm } from '../body/file-form.js';
import { codecSchema, type Schema } from './codec-schema.js';

const ofType: Readonly<Record<NonNullable<PipelineInput['type']>, Schema>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  json: {},
};

const file: Schema = { type: 'string', contentMediaType: 'application/octet-stream' };

const described = (schema: Schema, { description, default: fallback }: PipelineInput): Schema => ({
  ...schema,
  ...(description === undefined ? {} : { description }),
  ...(fallback === undefined ? {} : { default: fallback.value }),
});

const inputSchema = (graph: Graph, input: PipelineInput, index: number): Schema => {
  if (input.type !== undefined && input.type !== 'json') return ofType[input.type];
  const schemas = codecsOf(graph, index)
    .map((codec) => codecSchema(codec))
    .filter((schema) => Object.keys(schema).length > 0);
  const [only] = schemas;
  if (only === undefined) return {};
  return schemas.length === 1 ? only : { allOf: schemas };
};

/** The inputs of a pipeline as an object of JSON. */
export const inputsSchema = (graph: Graph): Schema =>
  objectOf(graph, (input, index) => described(inputSchema(graph, input, index), input));

/** The same as a form, in which files are sent as they are. */
export const formSchema = (graph: Graph): Schema =>
  objectOf(graph, (input, index) =>
    described(
      fileForm(graph, input) === undefined ? inputSchema(graph, input, index) : file,
      input,
    ),
  );

const objectOf = (
  { inputs }: Graph,
  schemaOf: (input: PipelineInput, index: number) => Schema,
): Schema => {
  const required = inputs.filter((one) => one.default === undefined).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(inputs.map((one, at) => [one.name, schemaOf(one, at)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
};

/** The outputs of a run; those that may be absent are not required, and it is not known which may. */
export const outputsSchema = ({ outputs, consumables, components }: Graph): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    outputs.map(({ name, consumable }) => {
      const component = components[consumables[consumable]?.component ?? -1];
      const port = component?.outputs.find((one) => one.consumable === consumable)?.port;
      // A map gives lists of what its runner gives, and pipelines within have no runner of their own.
      const isPlain = component?.map === undefined && component?.pipeline === undefined;
      const codec = isPlain ? component?.runner.outputs?.[port ?? ''] : undefined;
      return [name, codec === undefined ? {} : codecSchema(codec)];
    }),
  ),
});
