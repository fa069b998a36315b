import type { Diagnostic } from './diagnostic.js';
import { isSpan } from './place.js';

/**
 * A filter that passes the first of equal diagnostics: what an alias brings in several times is
 * wrong once. Places in an object are never the same.
 */
export const firstOfItsKind = (): ((diagnostic: Diagnostic) => boolean) => {
  // By place first: a large file may have tens of thousands, and hardly two in one place.
  const first = new Map<number, Diagnostic>();
  const others = new Map<number, Diagnostic[]>();
  return (diagnostic) => {
    const { code, place, message } = diagnostic;
    if (!isSpan(place)) return true;
    const { start } = place;
    const earlier = first.get(start);
    if (earlier === undefined) {
      first.set(start, diagnostic);
      return true;
    }
    const all = [earlier, ...(others.get(start) ?? [])];
    if (all.some((other) => other.code === code && other.message === message)) return false;
    others.set(start, [...all.slice(1), diagnostic]);
    return true;
  };
};
