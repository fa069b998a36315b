import type { LiveShape } from '../live-shapes.js';

/** A shape that follows its sources, all of which have been given the first value. */
export interface LiveGraph {
  /** Gives the first source a value; the outputs follow before it returns. */
  readonly change: (value: number) => void;
  /** The values of the shape's outputs, as they were told to whoever watches them. */
  readonly outputs: () => readonly number[];
}

export type LiveEngine = (shape: LiveShape, first: number) => LiveGraph;
