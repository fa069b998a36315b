import type { Shape } from '../shapes.js';

/**
 * Writes a shape down in an engine's own terms, ready to be run once: what it gives then is what is
 * measured, up to the values of the shape's outputs.
 */
export type Engine = (shape: Shape) => () => Promise<readonly number[]>;
