import type { Node } from '../node.js';
import { mostAliased, mostDepth } from '../limits.js';

interface Figures {
  readonly size: number;
  readonly depth: number;
}

/** What became of an alias: the node it stands for, or why it may not stand for one. */
export type Resolved =
  | { readonly node: Node }
  | { readonly problem: 'unknown-alias' | 'recursive-alias' | 'alias-expansion' | 'too-deep' };

/**
 * The anchors of one file. An alias shares its anchor's node, so that reading costs nothing; what
 * it *would* cost to spell all aliases out is added up here, and refused beyond a limit before
 * anything walks the tree.
 */
export class Aliases {
  private readonly nodes = new Map<string, Node | 'open'>();
  private readonly figures = new Map<Node, Figures>();
  private added = 0;

  get names(): Iterable<string> {
    return this.nodes.keys();
  }

  /** From here to `close`, aliases of this name are inside what they name. */
  open(name: string): void {
    this.nodes.set(name, 'open');
  }

  close(name: string, node: Node): void {
    this.nodes.set(name, node);
    this.measure(node);
  }

  resolve(name: string, depth: number): Resolved {
    const node = this.nodes.get(name);
    if (node === undefined) return { problem: 'unknown-alias' };
    if (node === 'open') return { problem: 'recursive-alias' };
    const figures = this.measure(node);
    this.added += figures.size;
    if (this.added > mostAliased) return { problem: 'alias-expansion' };
    if (depth + figures.depth > mostDepth) return { problem: 'too-deep' };
    return { node };
  }

  // Recursive no deeper than `mostDepth`: readers refuse deeper files, and what an alias brings in
  // has its figures already.
  private measure(node: Node): Figures {
    const known = this.figures.get(node);
    if (known !== undefined) return known;
    let size = 1;
    let depth = 0;
    const add = (child: Node): void => {
      const { size: childSize, depth: childDepth } =
        child.kind === 'scalar' ? { size: 1, depth: 0 } : this.measure(child);
      size += childSize;
      depth = Math.max(depth, childDepth);
    };
    if (node.kind === 'sequence') node.items.forEach(add);
    if (node.kind === 'mapping')
      for (const { key, value } of node.entries) {
        add(key);
        add(value);
      }
    const figures = { size, depth: node.kind === 'scalar' ? 0 : depth + 1 };
    this.figures.set(node, figures);
    return figures;
  }
}
