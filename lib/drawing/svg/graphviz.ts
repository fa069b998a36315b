import type { Viz } from '@viz-js/viz';

import { DrawingError } from '../drawing-error.js';

type Import = () => Promise<{ readonly instance: () => Promise<Viz> }>;

const missing =
  'an SVG is laid out by Graphviz, which is not installed: run `npm install @viz-js/viz`';

/** An instance of Graphviz. Each has a memory of its own, which a large graph makes grow for good. */
export const graphviz = async (load: Import = () => import('@viz-js/viz')): Promise<Viz> => {
  let loaded: Awaited<ReturnType<Import>>;
  try {
    loaded = await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND')
      throw new DrawingError(missing, { cause: error });
    throw error;
  }
  return loaded.instance();
};
