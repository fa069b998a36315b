/*
 * What is used of dagre. Its own types name modules without their endings, which Node's way of
 * finding them does not take.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DagreGraph {
  readonly setGraph: (label: Readonly<Record<string, unknown>>) => void;
  readonly setDefaultEdgeLabel: (label: () => object) => void;
  readonly setNode: (id: string, size: { readonly width: number; readonly height: number }) => void;
  readonly setEdge: (from: string, to: string) => void;
  /** After the layout. */
  readonly node: (id: string) => Point;
  readonly edge: (from: string, to: string) => { readonly points: readonly Point[] };
}

export interface Dagre {
  readonly graphlib: { readonly Graph: new () => DagreGraph };
  readonly layout: (graph: DagreGraph) => void;
}
