import { quoted } from '../../diagnostics/wording.js';
import { arrays, type Datatype, datatypes, type Tensor } from './tensor.js';

/** A tensor of a response: well formed, its items flat. Throws an `Error` that says what is wrong. */
export const fromTensor = (given: unknown): Tensor => {
  const { name, datatype, shape, data, parameters } = given as Readonly<Record<string, unknown>>;
  const called = typeof name === 'string' ? quoted(name) : 'one';
  if (!datatypes.is(datatype)) throw new Error(`the tensor ${called} has no known datatype`);
  if (!Array.isArray(shape) || !shape.every((one) => Number.isSafeInteger(one) && one >= 0))
    throw new Error(`the tensor ${called} has no shape`);
  if (!Array.isArray(data)) throw new Error(`the tensor ${called} has no data in JSON`);
  const flat = data.flat(Infinity) as unknown[];
  const count = (shape as number[]).reduce((product, one) => product * one, 1);
  if (flat.length !== count)
    throw new Error(
      `the tensor ${called} has ${flat.length} items, but its shape is \`[${shape.join(', ')}]\``,
    );
  const isBase64 =
    datatype === 'BYTES' &&
    typeof parameters === 'object' &&
    parameters !== null &&
    'content_type' in parameters &&
    parameters.content_type === 'base64';
  return {
    datatype,
    shape: shape as number[],
    data: isBase64
      ? flat.map((one) => Uint8Array.from(Buffer.from(String(one), 'base64')))
      : typed(datatype, flat),
  };
};

const typed = (datatype: Datatype, flat: readonly unknown[]): ArrayLike<unknown> => {
  switch (datatype) {
    case 'BOOL':
    case 'BYTES':
      return flat;
    case 'FP16':
      return Float32Array.from(flat as number[]);
    case 'INT64':
    case 'UINT64':
      return arrays[datatype].from(flat.map((one) => BigInt(one as number)));
    default:
      return arrays[datatype].from(flat as number[]);
  }
};

/** The items of a tensor as lists within lists, whole numbers of 64 bits as plain ones. */
export const nested = ({ shape, data }: Tensor): unknown => {
  const build = (depth: number, start: number, count: number): unknown => {
    const length = shape[depth];
    if (length === undefined) {
      const item = data[start];
      return typeof item === 'bigint' ? Number(item) : item;
    }
    const step = length === 0 ? 0 : count / length;
    return Array.from({ length }, (_, index) => build(depth + 1, start + index * step, step));
  };
  return build(0, 0, data.length);
};
