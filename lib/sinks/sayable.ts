import { shownValue } from './shown-value.js';

/**
 * A replacer for `JSON.stringify` that names what JSON has no form for: errors by name and message,
 * binary values by kind and size.
 */
export function sayable(this: unknown, key: string, value: unknown): unknown {
  // Before `toJSON` was asked: a Buffer's would list its bytes.
  const raw = (this as Readonly<Record<string, unknown>>)[key];
  if (raw instanceof Error) return { name: raw.name, message: raw.message };
  if (typeof raw === 'bigint' || typeof raw === 'function' || typeof raw === 'symbol')
    return String(raw);
  if (ArrayBuffer.isView(raw) || raw instanceof ArrayBuffer) return shownValue(raw);
  return value;
}
