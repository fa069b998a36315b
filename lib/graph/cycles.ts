/*
 * Cycles in a graph given as lists of predecessors. Nothing here recurses: a chain of 100,000
 * components must not overflow the stack.
 */

type Successors = readonly (readonly number[])[];

/** Each vertex before all that depend on it, by level; and what is left where there are cycles. */
export const levelled = (
  predecessors: readonly (readonly number[])[],
): { readonly levels: Int32Array; readonly stuck: readonly number[] } => {
  const count = predecessors.length;
  const successors = successorsOf(predecessors);
  const waiting = Int32Array.from(predecessors, (all) => all.length);
  const levels = new Int32Array(count);
  const queue: number[] = [];
  for (let vertex = 0; vertex < count; vertex += 1)
    if (waiting[vertex] === 0) {
      levels[vertex] = 1;
      queue.push(vertex);
    }
  for (let head = 0; head < queue.length; head += 1) {
    const vertex = queue[head] as number;
    for (const next of successors[vertex] as readonly number[]) {
      levels[next] = Math.max(levels[next] as number, (levels[vertex] as number) + 1);
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) queue.push(next);
    }
  }
  const stuck: number[] = [];
  if (queue.length < count)
    for (let vertex = 0; vertex < count; vertex += 1) if (waiting[vertex] !== 0) stuck.push(vertex);
  return { levels, stuck };
};

export const successorsOf = (predecessors: readonly (readonly number[])[]): number[][] => {
  const successors: number[][] = Array.from(predecessors, () => []);
  predecessors.forEach((all, vertex) => {
    for (const before of all) successors[before]?.push(vertex);
  });
  return successors;
};

/**
 * Cycles that have no edge in common, shortest first found, until breaking them all would leave
 * none: each mistake once, though the number of all cycles may be exponential. A cycle is the list
 * of its vertices, each depending on the next and the last on the first, beginning with the
 * smallest. Of each strongly connected part one is always given; of what is left after that, at most
 * `most` more.
 */
export const cyclesOf = (
  predecessors: readonly (readonly number[])[],
  most = 50,
): readonly (readonly number[])[] => {
  const rest = predecessors.map((all) => [...all]);
  const cycles: number[][] = [];
  let limit = Infinity;
  while (cycles.length < limit) {
    const found = components(rest)
      .filter((members) => members.length > 1 || rest[members[0] ?? -1]?.includes(members[0] ?? -1))
      .map((members) => shortestFrom(least(members), new Set(members), rest));
    if (found.length === 0) break;
    if (limit === Infinity) limit = found.length + most;
    for (const cycle of found) {
      cycles.push(cycle);
      cycle.forEach((vertex, index) => {
        const next = cycle[(index + 1) % cycle.length];
        rest[vertex] = (rest[vertex] ?? []).filter((before) => before !== next);
      });
    }
  }
  return cycles
    .slice(0, limit)
    .map(smallestFirst)
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
};

// Not `Math.min(...members)`: 100,000 arguments overflow the stack.
const least = (members: readonly number[]): number =>
  members.reduce((least, one) => Math.min(least, one), Infinity);

const smallestFirst = (cycle: readonly number[]): readonly number[] => {
  const at = cycle.indexOf(least(cycle));
  return [...cycle.slice(at), ...cycle.slice(0, at)];
};

/** A shortest way from a vertex along its predecessors back to itself, within its component. */
const shortestFrom = (
  start: number,
  members: ReadonlySet<number>,
  predecessors: Successors,
): number[] => {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (let head = 0; head < queue.length; head += 1) {
    const vertex = queue[head] as number;
    for (const before of predecessors[vertex] ?? []) {
      if (before === start) {
        const path = [vertex];
        for (let at = cameFrom.get(vertex); at !== undefined; at = cameFrom.get(at)) path.push(at);
        return path.reverse();
      }
      if (members.has(before) && !cameFrom.has(before)) {
        cameFrom.set(before, vertex);
        queue.push(before);
      }
    }
  }
  return [];
};

/**
 * The strongly connected components. R. Tarjan, "Depth-first search and linear graph algorithms",
 * SIAM J. Comput. 1 (1972), with the recursion unrolled onto a stack.
 */
const components = (edges: Successors): number[][] => {
  const count = edges.length;
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const next = new Int32Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let time = 0;
  const enter = (vertex: number, work: number[]): void => {
    order[vertex] = low[vertex] = time;
    time += 1;
    stack.push(vertex);
    onStack[vertex] = 1;
    work.push(vertex);
  };
  for (let root = 0; root < count; root += 1) {
    if (order[root] !== -1) continue;
    const work: number[] = [];
    enter(root, work);
    for (let vertex = work.at(-1); vertex !== undefined; vertex = work.at(-1)) {
      const other = edges[vertex]?.[next[vertex] as number];
      if (other !== undefined) {
        next[vertex] = (next[vertex] as number) + 1;
        if (order[other] === -1) enter(other, work);
        else if (onStack[other] === 1)
          low[vertex] = Math.min(low[vertex] as number, order[other] as number);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined)
        low[parent] = Math.min(low[parent] as number, low[vertex] as number);
      if (low[vertex] === order[vertex]) {
        const members: number[] = [];
        for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
          onStack[member] = 0;
          members.push(member);
          if (member === vertex) break;
        }
        found.push(members);
      }
    }
  }
  return found;
};
