import { bytesOf } from '../../runners/values/media.js';

const mostParts = 10_000;

/** About how many bytes a value takes in memory; of very many parts the first are counted, the rest estimated. */
export const sizeOf = (value: unknown): number => {
  const left: unknown[] = [value];
  let size = 0;
  for (let parts = 0; left.length > 0; parts += 1) {
    if (parts === mostParts) return size + left.length * 50;
    const one = left.pop();
    if (typeof one === 'string') size += one.length;
    else if (typeof one === 'object' && one !== null) {
      const bytes = bytesOf(one);
      if (bytes !== undefined) size += bytes.byteLength;
      else for (const item of Array.isArray(one) ? one : Object.values(one)) left.push(item);
    }
    size += 10;
  }
  return size;
};
