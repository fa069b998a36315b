import type { CoarseGraph, GrainSource } from './coarse-graph.js';
import { withoutImplied } from './without-implied.js';

/** With more boxes it would be no easier to read than the whole. */
const mostBoxes = 30;
const steps = 2;

/** A task, and what is within two steps of it: what it waits for, and what waits for it. */
export const neighbourhood = ({ tasks }: GrainSource, task: number): CoarseGraph => {
  const users = new Map<number, number[]>();
  tasks.forEach(({ needs }, place) => {
    for (const before of needs) users.set(before, [...(users.get(before) ?? []), place]);
  });
  const found = new Set([task]);
  const go = (next: (place: number) => readonly number[]): void => {
    let edge: readonly number[] = [task];
    for (let step = 0; step < steps; step += 1) {
      edge = [...new Set(edge.flatMap(next))].slice(0, mostBoxes / steps / 2);
      for (const place of edge) found.add(place);
    }
  };
  go((place) => tasks[place]?.needs ?? []);
  go((place) => users.get(place) ?? []);
  const places = [...found].sort((a, b) => a - b);
  const boxOf = new Map(places.map((place, box) => [place, box]));
  return withoutImplied({
    name: 'near',
    boxes: places.map((place) => ({
      tasks: [place],
      title: tasks[place]?.name ?? '',
      subtitle: tasks[place]?.runner ?? '',
    })),
    edges: places.flatMap((place, box) =>
      (tasks[place]?.needs ?? []).flatMap((before) => {
        const from = boxOf.get(before);
        return from === undefined ? [] : [[from, box] as const];
      }),
    ),
    implied: [],
  });
};
