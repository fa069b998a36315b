import type { CoarseGraph } from './coarse-graph.js';
import type { Edge } from './without-implied.js';

/** A graph laid out: where each box is, and along what each edge is drawn. In pixels. */
export interface Picture {
  readonly grain: CoarseGraph['name'];
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly implied: readonly Edge[];
}

export interface SizedBox {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle: string;
  readonly tasks: readonly number[];
  /** How many of its tasks' cells stand side by side; 0 where they are too many to be drawn each. */
  readonly columns: number;
}

export interface PlacedBox extends SizedBox {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: number;
  readonly to: number;
  /** The `d` of an SVG path. */
  readonly path: string;
}

/** Around all of a picture. */
export const margin = 8;
