import { visible } from '../../diagnostics/visible.js';

/** Names of a path with arrows; of a long one the two ends. */
export const pathWithArrows = (names: readonly string[], most = 8): string => {
  const half = Math.floor(most / 2);
  const shown =
    names.length <= most + 1
      ? names
      : [...names.slice(0, half), `(${names.length - 2 * half} more)`, ...names.slice(-half)];
  return shown.map(visible).join(' → ');
};
