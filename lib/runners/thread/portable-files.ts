import { types } from 'node:util';

import { file, type FileValue } from '../values/file-value.js';

/** The one key of what stands for a file between threads, which carry no objects of classes. */
export const fileKey = 'mlpipeline:file';

export interface PortableFile {
  readonly [fileKey]: string;
}

export const portableFile = ({ path }: FileValue): PortableFile => ({ [fileKey]: path });

/** Values that have just arrived, and are nobody else's, with the files that stand in them. */
export const withFiles = (values: unknown): unknown => {
  const seen = new Set<object>();
  const read = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return value;
    if (Object.hasOwn(value, fileKey)) return file((value as PortableFile)[fileKey]);
    seen.add(value);
    if (Array.isArray(value))
      value.forEach((item, index) => ((value as unknown[])[index] = read(item)));
    else if (types.isMap(value)) {
      const entries = [...value].map(([key, item]) => [read(key), read(item)] as const);
      value.clear();
      for (const [key, item] of entries) value.set(key, item);
    } else if (types.isSet(value)) {
      const items = [...value].map(read);
      value.clear();
      for (const item of items) value.add(item);
    } else if (isPlain(value))
      for (const [key, item] of Object.entries(value))
        Object.defineProperty(value, key, { value: read(item) });
    return value;
  };
  return read(values);
};

const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;
