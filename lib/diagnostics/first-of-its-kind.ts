import type { Diagnostic } from './diagnostic.js';
import { isPath } from './place.js';

/**
 * A filter that passes the first of equal diagnostics: what an alias brings in several times is
 * wrong once. Places in an object are never the same.
 */
export const firstOfItsKind = (): ((diagnostic: Diagnostic) => boolean) => {
  const seen = new Set<string>();
  return ({ code, place, message }) => {
    if (isPath(place)) return true;
    const key = `${place.start} ${code} ${message}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
};
