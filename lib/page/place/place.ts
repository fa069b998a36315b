import { wellFormed } from '../text/format.js';

/** Where one is in the page: what stands behind the `#` of its address, as `run=3&task=read`. */
export type Place = Readonly<Record<string, string>>;

export const placeOf = (hash: string): Place => {
  const pairs = hash
    .replace(/^#/, '')
    .split('&')
    .map((pair) => /^([^=]+)(?:=(.*))?$/s.exec(pair));
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      try {
        return pair === null ? [] : [[pair[1] ?? '', decodeURIComponent(pair[2] ?? '')] as const];
      } catch {
        // Not something that this page has linked to.
        return [];
      }
    }),
  );
};

/** With the address of the page: what begins with `#` counts as a link that skips to a part of it. */
export const hrefOf = (place: Place): string =>
  `${location.href.replace(/#.*$/s, '')}#${Object.entries(place)
    .map(([key, value]) => (value === '' ? key : `${key}=${encodeURIComponent(wellFormed(value))}`))
    .join('&')}`;
