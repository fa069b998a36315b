import { inexactInJson, inexactText } from '../../declaration/exact-number.js';
import { quoted } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import { isFile } from './file-value.js';

/*
 * Values as JSON and back. What JSON has no form for is carried in an object with the one key
 * `$bytes`, or refused: what comes out at the other end is equal to what went in.
 */

interface TypedArrayType {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): ArrayBufferView;
}

const typedArrays: ReadonlyMap<string, TypedArrayType> = new Map<string, TypedArrayType>([
  ['int8', Int8Array],
  ['int16', Int16Array],
  ['uint16', Uint16Array],
  ['int32', Int32Array],
  ['uint32', Uint32Array],
  ['int64', BigInt64Array],
  ['uint64', BigUint64Array],
  ['float32', Float32Array],
  ['float64', Float64Array],
]);

const typeOf = (value: ArrayBufferView): string | undefined => {
  for (const [type, { name }] of typedArrays) if (value.constructor.name === name) return type;
  return undefined;
};

/** The text of values as JSON. Throws a `FinalError` that names what JSON cannot carry. */
export const toJson = (value: unknown): string => {
  try {
    return JSON.stringify(carried(value, [], new Set()));
  } catch (error) {
    if (error instanceof RangeError)
      throw new FinalError('the inputs are too deep or too large for JSON', { cause: error });
    throw error;
  }
};

/**
 * The same as data that `JSON.stringify` writes as it is; `path` is what leads to the value. Throws a
 * `FinalError` that names what JSON cannot carry.
 */
export const jsonDataOf = (value: unknown, path: readonly string[]): unknown => {
  try {
    return carried(value, [...path], new Set());
  } catch (error) {
    if (error instanceof RangeError) return refuse(path, 'too deep', 'give it in parts');
    throw error;
  }
};

// What walks through a value, level by level, would run out of stack.
const deepest = 1_000;

/**
 * What `toJson` wrote. Throws a `SyntaxError` that says where it is not JSON, and a `FinalError` where a
 * number in it cannot be held as it is written, or it is too deep.
 */
export const fromJson = (text: string): unknown => {
  const read: unknown = JSON.parse(text);
  if (isDeeper(text, deepest))
    throw new FinalError(
      `the JSON is more than ${deepest.toLocaleString('en')} levels deep: write it as text, or split it into parts`,
    );
  const inexact = inexactInJson(text);
  if (inexact !== undefined)
    throw new FinalError(`${inexactText(inexact)}: write it as a string, in quotes`);
  // Most texts hold no bytes, and need no walk. `$` may be written as an escape.
  return /"(?:\$|\\u0024)bytes"/.test(text) ? restored(read) : read;
};

/** Whether lists and objects stand in one another deeper than that in a text of JSON. */
export const isDeeper = (text: string, levels: number): boolean => {
  // Each of them takes two characters.
  if (text.length <= 2 * levels) return false;
  let depth = 0;
  let isString = false;
  // A loop, since a text may be made to take a regular expression very long.
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at];
    if (isString) {
      if (one === '\\') at += 1;
      else if (one === '"') isString = false;
    } else if (one === '"') isString = true;
    else if (one === '[' || one === '{') {
      depth += 1;
      if (depth > levels) return true;
    } else if (one === ']' || one === '}') depth -= 1;
  }
  return false;
};

const at = (path: readonly string[]): string => (path.length === 0 ? 'it' : quoted(path.join('.')));

const refuse = (path: readonly string[], what: string, help: string): never => {
  throw new FinalError(`JSON cannot carry ${at(path)}: it is ${what}; ${help}`);
};

const carried = (value: unknown, path: string[], above: Set<object>): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      return refuse(path, String(value), 'give `null` or a string');
    case 'object':
      return value === null ? null : carriedObject(value, path, above);
    case 'bigint':
      return refuse(path, 'a bigint', 'give a number or a string');
    case 'undefined':
      return refuse(path, 'undefined', 'give `null`, or leave it out');
    case 'function':
    case 'symbol':
      return refuse(path, `a ${typeof value}`, 'give plain data');
  }
};

const carriedObject = (value: object, path: string[], above: Set<object>): unknown => {
  if (isFile(value)) return value.path;
  if (value instanceof ArrayBuffer) return { $bytes: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    const type = typeOf(value);
    return { $bytes: base64(value), ...(type === undefined ? {} : { type }) };
  }
  if (above.has(value)) return refuse(path, 'part of itself', 'remove the circular reference');
  above.add(value);
  const inside = (key: string, item: unknown): unknown => {
    path.push(key);
    const result = carried(item, path, above);
    path.pop();
    return result;
  };
  let result: unknown;
  if (Array.isArray(value))
    // Not `map`, which passes over holes.
    result = Array.from(value, (item: unknown, index) => inside(String(index), item));
  else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      return refuse(path, `a ${value.constructor.name}`, 'give plain data');
    if (Object.hasOwn(value, '$bytes'))
      return refuse(path, 'an object with a key `$bytes`', 'that key is for binary values');
    result = Object.fromEntries(
      Object.entries(value)
        // As in JSON itself, what is undefined is absent.
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, inside(key, item)]),
    );
  }
  above.delete(value);
  return result;
};

const base64 = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const restored = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(restored);
  if (Object.hasOwn(value, '$bytes')) return bytesOf(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, restored(item)]));
};

// A group that repeats would take stack for each of millions of characters.
const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const bytesOf = ({ $bytes, type, ...others }: Readonly<Record<string, unknown>>): unknown => {
  const forms = 'write `{ "$bytes": "…base64…" }` or `{ "$bytes": "…", "type": "float32" }`';
  if (typeof $bytes !== 'string' || !isBase64($bytes) || Object.keys(others).length > 0)
    throw new SyntaxError(`a binary value is malformed: ${forms}`);
  const bytes = Uint8Array.from(Buffer.from($bytes, 'base64'));
  if (type === undefined || type === 'uint8') return bytes;
  const name = typeof type === 'string' ? type : '';
  const array = typedArrays.get(name);
  if (array === undefined)
    throw new SyntaxError(
      `a binary value has an unknown type: the types are \`uint8\`, ${[...typedArrays.keys()].map(quoted).join(', ')}`,
    );
  if (bytes.byteLength % array.BYTES_PER_ELEMENT !== 0)
    throw new SyntaxError(
      `${bytes.byteLength} bytes are not a whole number of ${quoted(name)} values`,
    );
  return new array(bytes.buffer);
};
