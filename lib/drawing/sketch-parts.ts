export type NodeKind = 'input' | 'component' | 'output' | 'selector' | 'condition';

export interface SketchNode {
  /** Made up, since a name may be a keyword of a format: `i0`, `c0`, `o0`; within a box `c0_i0`. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly lines: readonly string[];
  /** The runner of a component, and how it is run: once for each element, again, or another. */
  readonly small: readonly string[];
  /** All that the node stands for, unabridged. */
  readonly hint: string;
  readonly pruned: boolean;
  /** Whether a pipeline is within it, which is not drawn. */
  readonly isFolded: boolean;
}

/** A component that is drawn as the pipeline within it. */
export interface SketchBox extends Omit<SketchNode, 'kind' | 'isFolded'> {
  readonly nodes: readonly SketchNode[];
  readonly boxes: readonly SketchBox[];
}

export interface SketchEdge {
  readonly from: string;
  readonly to: string;
  /** The box at whose border it begins, or ends, rather than at the node in it. */
  readonly fromBox?: string;
  readonly toBox?: string;
  /** A consumable a line. */
  readonly label: readonly string[];
  /** All that is passed, unabridged. */
  readonly hint: string;
  /** No value is passed: a condition is asked, or one only waits for the other. */
  readonly dashed: boolean;
  readonly pruned: boolean;
}
