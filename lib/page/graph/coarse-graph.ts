import type { TaskData } from '../../sinks/report/report-data.js';
import { type Edge, withoutImplied } from './without-implied.js';

/** What of a run's tasks pictures are made of. */
export interface GrainSource {
  readonly tasks: readonly Pick<TaskData, 'name' | 'runner' | 'level' | 'needs'>[];
}

/** What one box of a picture stands for. */
export interface Box {
  readonly tasks: readonly number[];
  readonly title: string;
  readonly subtitle: string;
}

/** A graph as it is to be drawn: so coarse that it can be taken in, and laid out in good time. */
export interface CoarseGraph {
  readonly name: 'tasks' | 'groups' | 'steps' | 'near';
  readonly boxes: readonly Box[];
  /** Pairs of boxes, each once. */
  readonly edges: readonly Edge[];
  /** More of them, which follow from longer ways over `edges`: drawn all, they would hide everything. */
  readonly implied: readonly Edge[];
}

/**
 * With more than this a layout takes seconds and the picture is a wall. (Laid out task by task, a
 * workflow of 1,000 took dagre over 40 s and was 84,000 pixels high.)
 */
const mostBoxes = { tasks: 150, groups: 120, steps: 24, near: 30 };
const mostEdges = 600;

/**
 * The graph with a box a task, if it is small enough, and with one for all tasks of the same runner
 * at the same depth, where that is not the same; or where both are too much with a box for each
 * step of the way. At least one.
 */
export const grains = (data: GrainSource): readonly CoarseGraph[] => {
  const found: CoarseGraph[] = [];
  const each = withoutImplied(byTask(data));
  if (isSmall(each)) found.push(each);
  const groups = withoutImplied(byRunner(data));
  if (isSmall(groups) && groups.boxes.length < each.boxes.length) found.push(groups);
  return found.length > 0 ? found : [byStep(data)];
};

const isSmall = ({ name, boxes, edges }: CoarseGraph): boolean =>
  boxes.length <= mostBoxes[name] && edges.length <= mostEdges;

const byTask = ({ tasks }: GrainSource): CoarseGraph => ({
  name: 'tasks',
  boxes: tasks.map(({ name, runner }, place) => ({
    tasks: [place],
    title: name,
    subtitle: runner,
  })),
  edges: tasks.flatMap(({ needs }, place) => needs.map((before) => [before, place] as const)),
  implied: [],
});

const byRunner = (data: GrainSource): CoarseGraph => {
  const { groups, of } = grouped(data, ({ runner, level }) => `${level} ${runner}`);
  return {
    name: 'groups',
    boxes: groups.map((tasks) => {
      const [only, ...others] = tasks.map((place) => data.tasks[place]);
      const runner = only?.runner ?? '';
      return others.length === 0
        ? { tasks, title: only?.name ?? '', subtitle: runner }
        : { tasks, title: runner, subtitle: '' };
    }),
    edges: edgesBetween(data, of),
    implied: [],
  };
};

const byStep = (data: GrainSource): CoarseGraph => {
  const depth = data.tasks.reduce((most, { level }) => Math.max(most, level), 1);
  const per = Math.ceil(depth / mostBoxes.steps);
  const { groups } = grouped(data, ({ level }) => String(Math.ceil(level / per)));
  return {
    name: 'steps',
    boxes: groups.map((tasks) => {
      const levels = tasks.map((place) => data.tasks[place]?.level ?? 0);
      const first = levels.reduce((least, one) => Math.min(least, one), Infinity);
      const last = levels.reduce((most, one) => Math.max(most, one), 0);
      return {
        tasks,
        title: first === last ? `Step ${first}` : `Steps ${first} to ${last}`,
        subtitle: '',
      };
    }),
    // That later steps wait for far earlier ones too would only hide the way.
    edges: groups.slice(1).map((_, index) => [index, index + 1] as const),
    implied: [],
  };
};

const grouped = (
  { tasks }: GrainSource,
  keyOf: (task: GrainSource['tasks'][number]) => string,
): { readonly groups: readonly (readonly number[])[]; readonly of: readonly number[] } => {
  const groups: number[][] = [];
  const places = new Map<string, number>();
  const of = tasks.map((task, place) => {
    const key = keyOf(task);
    let group = places.get(key);
    if (group === undefined) {
      group = groups.push([]) - 1;
      places.set(key, group);
    }
    groups[group]?.push(place);
    return group;
  });
  return { groups, of };
};

const edgesBetween = (
  { tasks }: GrainSource,
  of: readonly number[],
): (readonly [number, number])[] => {
  const edges = new Map<string, readonly [number, number]>();
  tasks.forEach(({ needs }, place) => {
    for (const before of needs) {
      const edge = [of[before] ?? 0, of[place] ?? 0] as const;
      edges.set(edge.join(), edge);
    }
  });
  return [...edges.values()];
};
