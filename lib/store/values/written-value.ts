import { messageOf } from '../../diagnostics/thrown.js';
import { quoted } from '../../diagnostics/wording.js';
import { type FileValue, isFile } from '../../runners/values/file-value.js';
import { UnkeepableError } from './value-keeper.js';
import { type BytesType, bytesTypes, isReserved } from './tags.js';

/** A value as canonical JSON (RFC 8785), in which the hashes of blobs are still to be put. */
export interface WrittenValue {
  /** Between each two of them stands the hash of a blob: of those bytes, or that file. */
  readonly texts: readonly string[];
  readonly blobs: readonly (Uint8Array | FileValue)[];
}

/** Of bytes: what is longer is a blob, for each of which a file is written and synced. */
const mostInline = 1024;

const deepest = 1_000;

/** Of characters: beyond it no string could hold the text, or what is made of it. */
const longest = 256 * 1024 * 1024;

/** Throws an `UnkeepableError` that says where in the value is what cannot be kept. */
export const writtenValue = (value: unknown): WrittenValue => {
  const writing = new Writing();
  try {
    writing.value(value);
  } catch (error) {
    if (error instanceof UnkeepableError) throw error;
    // A getter of the value's own has thrown, or a proxy.
    return writing.refuse(`cannot be read: ${messageOf(error)}`);
  }
  return writing.written();
};

const refusals: Readonly<Record<string, string>> = {
  Promise: 'give what it resolves to (`await`)',
  SharedArrayBuffer: 'give a copy of it',
  WeakMap: 'give plain data',
};

class Writing {
  private text = '';
  private length = 0;
  private readonly texts: string[] = [];
  private readonly blobs: (Uint8Array | FileValue)[] = [];
  private readonly path: string[] = [];
  private readonly above = new Set<object>();

  written(): WrittenValue {
    return { texts: [...this.texts, this.text], blobs: this.blobs };
  }

  refuse(why: string): never {
    const where = this.path.length === 0 ? 'it' : `${quoted(this.path.join('.'))} in it`;
    throw new UnkeepableError(`${where} ${why}`);
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.add(JSON.stringify(value));
        break;
      case 'boolean':
        this.add(String(value));
        break;
      case 'number':
        this.number(value);
        break;
      case 'undefined':
        this.add('{"$":"undefined"}');
        break;
      case 'bigint':
        this.add(`{"$":"bigint","is":"${value}"}`);
        break;
      case 'object':
        if (value === null) this.add('null');
        else this.object(value);
        break;
      default:
        this.refuse(`is a ${typeof value}; give plain data`);
    }
  }

  private add(text: string): void {
    this.text += text;
    this.length += text.length;
    if (this.length > longest)
      this.refuse('comes after more text than a value can have; give it as bytes, or in parts');
  }

  private number(value: number): void {
    if (Number.isFinite(value) && !Object.is(value, -0)) this.add(JSON.stringify(value));
    else this.add(`{"$":"number","is":"${Object.is(value, -0) ? '-0' : value}"}`);
  }

  private object(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (ArrayBuffer.isView(value) || prototype === ArrayBuffer.prototype)
      this.binary(value as ArrayBufferView | ArrayBuffer);
    else if (isFile(value)) this.blob('file', value);
    else if (prototype === Date.prototype)
      this.add(`{"$":"date","at":${JSON.stringify((value as Date).getTime())}}`);
    else if (prototype === RegExp.prototype) this.pattern(value as RegExp);
    else this.within(value, prototype);
  }

  private within(value: object, prototype: unknown): void {
    if (this.above.has(value)) this.refuse('is part of itself; remove the circular reference');
    if (this.above.size === deepest)
      this.refuse(`is more than ${deepest} levels deep; give it as text, or in parts`);
    this.above.add(value);
    if (prototype === Array.prototype) this.list(value as unknown[]);
    else if (prototype === Map.prototype) this.tagged('map', [...(value as Map<unknown, unknown>)]);
    else if (prototype === Set.prototype) this.tagged('set', [...(value as Set<unknown>)]);
    else if (isPlain(prototype)) this.record(value as Readonly<Record<string, unknown>>);
    else this.foreign(value);
    this.above.delete(value);
  }

  private tagged(kind: 'map' | 'set', items: readonly unknown[]): void {
    this.add(`{"$":"${kind}","of":`);
    this.list(items);
    this.add('}');
  }

  private list(list: readonly unknown[]): void {
    this.add('[');
    for (let index = 0; index < list.length; index += 1) {
      if (index > 0) this.add(',');
      this.path.push(String(index));
      // A list may be as long as memory is not.
      if (list[index] === undefined && !(index in list))
        this.refuse('is an empty slot of an array; give null');
      this.value(list[index]);
      this.path.pop();
    }
    this.add(']');
  }

  private record(record: Readonly<Record<string, unknown>>): void {
    if (Object.getOwnPropertySymbols(record).length > 0)
      this.refuse('has a symbol as a key; give texts as keys');
    this.add('{');
    let comma = '';
    // By UTF-16, as RFC 8785 asks, after `$` has been put before those that are reserved.
    for (const key of Object.keys(record).map(kept).sort()) {
      const own = isReserved(key) ? key.slice(1) : key;
      this.add(`${comma}${JSON.stringify(key)}:`);
      this.path.push(own);
      this.value(record[own]);
      this.path.pop();
      comma = ',';
    }
    this.add('}');
  }

  private pattern({ flags, source }: RegExp): void {
    this.add(`{"$":"regexp","flags":"${flags}","source":${JSON.stringify(source)}}`);
  }

  private binary(value: ArrayBufferView | ArrayBuffer): void {
    const type = typeOf(value);
    if (type === undefined) return this.foreign(value);
    const bytes =
      'buffer' in value
        ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : new Uint8Array(value);
    if (!(bytes.buffer instanceof ArrayBuffer))
      this.refuse('is in memory that is shared with others; give a copy of it (`slice()`)');
    if (bytes.length <= mostInline) {
      const { buffer, byteOffset, length } = bytes;
      const base64 = Buffer.from(buffer, byteOffset, length).toString('base64');
      this.add(`{"$":"${type}","base64":"${base64}"}`);
      return;
    }
    this.blob(type, bytes);
  }

  private blob(kind: BytesType | 'file', blob: Uint8Array | FileValue): void {
    this.add(`{"$":"${kind}","sha256":"`);
    this.texts.push(this.text);
    this.blobs.push(blob);
    this.text = '"}';
  }

  private foreign(value: object): never {
    const { constructor } = value as { readonly constructor?: unknown };
    const name = typeof constructor === 'function' ? constructor.name : '';
    const help =
      refusals[name] ?? (value instanceof Error ? 'give its message' : 'give plain data');
    return this.refuse(
      `is ${name === '' ? 'an object of a class' : `of the class ${name}`}; ${help}`,
    );
  }
}

const kept = (key: string): string => (isReserved(key) ? `$${key}` : key);

/** Also of another realm. */
const isPlain = (prototype: unknown): boolean =>
  prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;

const byPrototype: ReadonlyMap<unknown, BytesType> = new Map(
  (Object.keys(bytesTypes) as BytesType[]).map((type) => [globalThis[type].prototype, type]),
);

const typeOf = (value: object): BytesType | undefined =>
  byPrototype.get(Object.getPrototypeOf(value));
