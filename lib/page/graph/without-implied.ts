/** From one box to another, by their places. */
export type Edge = readonly [from: number, to: number];

interface Linked {
  readonly boxes: readonly unknown[];
  readonly edges: readonly Edge[];
  readonly implied: readonly Edge[];
}

/** With fewer edges, or fewer for each box, all can be drawn and told apart. */
const few = 40;
const dense = 1.5;
/** With more boxes it is not drawn box by box. */
const mostBoxes = 400;

/**
 * A densely linked picture without the edges that follow from longer ways: where `a` goes to `b` and
 * `b` to `c`, that `a` goes to `c` too.
 */
export const withoutImplied = <G extends Linked>(grain: G): G => {
  const { boxes, edges } = grain;
  if (edges.length <= Math.max(few, boxes.length * dense) || boxes.length > mostBoxes) return grain;
  const after = boxes.map((): number[] => []);
  for (const [from, to] of edges) after[from]?.push(to);
  const reached = reachedFrom(after);
  const isImplied = ([from, to]: Edge): boolean =>
    after[from]?.some((other) => other !== to && reached[other]?.has(to) === true) === true;
  return {
    ...grain,
    edges: edges.filter((edge) => !isImplied(edge)),
    implied: edges.filter(isImplied),
  };
};

/** For each box all those behind it. Groups are ordered by depth as tasks are, so that there is no circle. */
const reachedFrom = (after: readonly (readonly number[])[]): readonly ReadonlySet<number>[] => {
  const found: (Set<number> | undefined)[] = [];
  const from = (box: number): ReadonlySet<number> => {
    const known = found[box];
    if (known !== undefined) return known;
    const all = new Set<number>();
    found[box] = all;
    for (const next of after[box] ?? []) {
      all.add(next);
      for (const one of from(next)) all.add(one);
    }
    return all;
  };
  return after.map((_, box) => from(box));
};
