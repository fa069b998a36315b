import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { arrays, type Datatype, datatypes, type Tensor } from './tensor.js';

/** A tensor as it is sent. */
export interface SentTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
  readonly parameters?: { readonly content_type: 'base64' };
}

export interface TensorHint {
  readonly datatype?: Datatype | undefined;
  /** One length may be -1: as long as is left. */
  readonly shape?: readonly number[] | undefined;
}

type NumberArray = ArrayBufferView & ArrayLike<number | bigint>;

const datatypeOf = (value: ArrayBufferView): Datatype | undefined => {
  if (value instanceof Uint8Array || value instanceof Uint8ClampedArray) return 'UINT8';
  for (const [datatype, { name }] of Object.entries(arrays))
    if (value.constructor.name === name) return datatype as Datatype;
  return undefined;
};

/** The tensor that an input's value is sent as. Throws a `FinalError` for what no tensor can hold. */
export const toTensor = (name: string, value: unknown, hint: TensorHint = {}): SentTensor => {
  if (isTensor(value))
    return sent(name, hint.datatype ?? value.datatype, hint.shape ?? value.shape, value.data);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    if (hint.datatype === 'BYTES') return inBase64(name, [value], hint.shape ?? [1]);
    const array = value as NumberArray;
    const datatype = hint.datatype ?? datatypeOf(value);
    if (datatype === undefined) return refuse(name, 'it is binary data of an unknown kind');
    return sent(name, datatype, hint.shape ?? [array.length], array);
  }
  const { shape, data } = flattened(name, value);
  if (hint.datatype === 'BYTES' && data.length > 0 && data.every((one) => ArrayBuffer.isView(one)))
    return inBase64(name, data, hint.shape ?? shape);
  return sent(name, hint.datatype ?? inferred(name, data), hint.shape ?? shape, data);
};

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' &&
  value !== null &&
  'datatype' in value &&
  datatypes.is(value.datatype) &&
  'shape' in value &&
  Array.isArray(value.shape) &&
  'data' in value &&
  (Array.isArray(value.data) || ArrayBuffer.isView(value.data));

const refuse = (name: string, why: string): never => {
  throw new FinalError(`${quoted(name)} cannot be sent as a tensor: ${why}`);
};

const inBase64 = (
  name: string,
  values: readonly ArrayBufferView[],
  shape: readonly number[],
): SentTensor => ({
  ...sent(
    name,
    'BYTES',
    shape,
    values.map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
    ),
  ),
  parameters: { content_type: 'base64' },
});

// Numbers that happen to be whole are not taken for integers: the next ones may not be.
const inferred = (name: string, data: readonly unknown[]): Datatype => {
  const of = (type: string): boolean => data.every((one) => typeof one === type);
  if (of('number')) return 'FP32';
  if (of('boolean')) return 'BOOL';
  if (of('string')) return 'BYTES';
  if (of('bigint')) return 'INT64';
  return refuse(name, 'its items are not all numbers, all booleans or all strings');
};

/** The shape and the items of nested lists, which must be as long as each other at each depth. */
const flattened = (
  name: string,
  value: unknown,
): { readonly shape: readonly number[]; readonly data: readonly unknown[] } => {
  if (!Array.isArray(value)) return { shape: [1], data: [value] };
  const shape: number[] = [];
  for (let at: unknown = value; Array.isArray(at); at = at[0]) shape.push(at.length);
  const data: unknown[] = [];
  const walk = (at: unknown, depth: number): void => {
    const isList = Array.isArray(at);
    if (isList !== depth < shape.length || (isList && at.length !== shape[depth]))
      refuse(name, 'its lists are not all of the same length');
    if (isList) for (const one of at as unknown[]) walk(one, depth + 1);
    else data.push(at);
  };
  walk(value, 0);
  return { shape, data };
};

const sent = (
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  items: ArrayLike<unknown>,
): SentTensor => {
  const data = Array.from(items, (item) => asItem(name, datatype, item));
  return { name, datatype, shape: fitted(name, shape, data.length), data };
};

const asItem = (name: string, datatype: Datatype, item: unknown): unknown => {
  const expected = datatype === 'BYTES' ? 'string' : datatype === 'BOOL' ? 'boolean' : 'number';
  if (expected === 'number' && typeof item === 'bigint') {
    if (BigInt(Number(item)) !== item || !Number.isSafeInteger(Number(item)))
      refuse(name, `JSON cannot hold the number ${item.toString()} exactly`);
    return Number(item);
  }
  if (typeof item !== expected)
    refuse(
      name,
      `each item of \`${datatype}\` must be a ${expected}, not ${typeof item === 'object' ? 'an object' : `a ${typeof item}`}`,
    );
  if (typeof item === 'number' && !Number.isFinite(item))
    refuse(name, `JSON cannot hold ${String(item)}`);
  return item;
};

const fitted = (name: string, shape: readonly number[], count: number): readonly number[] => {
  const known = shape.filter((one) => one >= 0).reduce((product, one) => product * one, 1);
  const open = shape.filter((one) => one < 0).length;
  const rest = count / known;
  if (open > 1 || (open === 1 ? !Number.isInteger(rest) : known !== count))
    refuse(name, `its ${count} items do not fill the shape \`[${shape.join(', ')}]\``);
  return shape.map((one) => (one < 0 ? rest : one));
};
