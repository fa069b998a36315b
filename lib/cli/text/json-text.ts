import { visibleJson } from '../../diagnostics/visible.js';

/** A value as JSON text, over several lines, that is safe on a terminal too. */
export const jsonText = (
  value: unknown,
  replacer?: (this: unknown, key: string, value: unknown) => unknown,
): string => `${JSON.stringify(value, replacer, 2).split('\n').map(visibleJson).join('\n')}\n`;
