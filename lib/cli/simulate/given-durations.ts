import { createReadStream } from 'node:fs';

import * as E from 'fp-ts/lib/Either.js';

import { decodeText, formatOf } from '../../declaration/yaml/parse.js';
import { formatDiagnostics } from '../../diagnostics/format.js';
import { Source } from '../../diagnostics/source.js';
import { visible } from '../../diagnostics/visible.js';
import { counted, quoted, series } from '../../diagnostics/wording.js';
import type { Graph } from '../../graph/graph.js';
import { readBytes } from '../../load.js';
import type { Duration } from '../../simulation/duration.js';
import { type Durations, readDurations } from '../../simulation/read-durations.js';
import { conditionalsOf, mappedOf, repeatedOf } from '../../simulation/guesses.js';
import { placesOf } from '../../simulation/places.js';
import { DurationRecord } from '../../simulation/recorded-durations.js';
import type { Count } from '../../simulation/simulate-options.js';
import { EventsError, readEvents } from '../../sinks/record/read-events.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotRead } from '../files/file-error.js';
import { beginsRecord } from '../files/written-before.js';

export interface Recorded {
  readonly chances: Readonly<Record<string, number>>;
  readonly lengths: Readonly<Record<string, Count>>;
  readonly rounds: Readonly<Record<string, number>>;
}

/** What the files of `--durations` say, and what is to be known about them, in lines. */
export interface GivenDurations extends Durations {
  /** What records tell of conditions, lists and repetitions. */
  readonly recorded: Recorded;
  readonly notes: readonly string[];
}

/**
 * The durations of all files: YAML or JSON maps, and records of runs; `-` is standard input. What
 * several records have of a task is taken together; otherwise a later file counts. Throws a `UsageError` with all that is
 * wrong with all files.
 */
export const durationsOf = async (
  paths: readonly string[],
  graph: Graph,
): Promise<GivenDurations> => {
  const durations = new Map<string, Duration>();
  const recorded = new Map<string, readonly number[]>();
  const notes: string[] = [];
  const problems: string[] = [];
  let otherwise: Duration | undefined;
  const places = placesOf(graph);
  const tasks = new Set(places.flatMap(({ name, isWork }) => (isWork ? [name] : [])));
  const known = new Set(places.map(({ name }) => name));
  const records: DurationRecord[] = [];
  for (const source of paths) {
    const pieces = await opened(source);
    const path = source === '-' ? '<stdin>' : source;
    if (beginsRecord(pieces.first.toString('utf8', 0, 10_000))) {
      const record = await recordOf(path, pieces, problems, notes);
      const { samples } = record;
      records.push(record);
      const others = [...samples.keys()].filter((task) => !known.has(task));
      if (others.length > 0)
        notes.push(
          `${visible(path)}: ${counted(others.length, 'task')} of the record ${others.length === 1 ? 'is' : 'are'} not in this pipeline: ${series(others.map(quoted), 3)}`,
        );
      for (const [task, some] of samples) {
        if (!tasks.has(task)) continue;
        const all = [...(recorded.get(task) ?? []), ...some];
        recorded.set(task, all);
        durations.set(task, { samples: all });
      }
      continue;
    }
    const read = await mapOf(path, pieces, graph);
    if (E.isLeft(read)) problems.push(read.left);
    else {
      for (const [task, duration] of read.right.durations) {
        durations.set(task, duration);
        recorded.delete(task);
      }
      otherwise = read.right.otherwise ?? otherwise;
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n\nmlpipeline: '));
  return { durations, otherwise, notes, recorded: recordedIn(records, graph) };
};

const recordedIn = (records: readonly DurationRecord[], graph: Graph): Recorded => {
  const together = (of: (record: DurationRecord) => ReadonlyMap<string, number[]>, path: string) =>
    records.flatMap((record) => of(record).get(path) ?? []);
  const byPath = <T>(
    paths: Iterable<string>,
    of: (path: string) => T | undefined,
  ): Readonly<Record<string, T>> =>
    Object.fromEntries(
      [...paths].flatMap((path): [string, T][] => {
        const value = of(path);
        return value === undefined ? [] : [[path, value]];
      }),
    );
  // Those that say the same, or the opposite, were counted each: the first is as good as all.
  const keys = new Set<string>();
  const conditionals = conditionalsOf(graph).filter(({ path, key }) => {
    const isKnown = records.some(({ conditions }) => conditions.has(path));
    return isKnown && keys.size !== keys.add(key).size;
  });
  return {
    chances: byPath(
      conditionals.map(({ path }) => path),
      (path) => {
        const all = records.flatMap(({ conditions }) => conditions.get(path) ?? []);
        const held = all.reduce((sum, one) => sum + one.held, 0);
        const count = all.reduce((sum, one) => sum + one.held + one.failed, 0);
        return count === 0 ? undefined : held / count;
      },
    ),
    lengths: byPath(mappedOf(graph).keys(), (path) => {
      const samples = together(({ lengths }) => lengths, path);
      return samples.length === 0 ? undefined : { samples };
    }),
    rounds: byPath(repeatedOf(graph), (path) => {
      const all = together(({ rounds }) => rounds, path);
      return all.length === 0
        ? undefined
        : Math.max(1, Math.round(all.reduce((sum, one) => sum + one, 0) / all.length));
    }),
  };
};

interface Pieces {
  readonly first: Buffer;
  readonly rest: AsyncIterator<Buffer>;
}

// In one go: what is a pipe can be read only once.
const opened = async (path: string): Promise<Pieces> => {
  const stream = path === '-' ? process.stdin : createReadStream(path);
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const { value } = (await rest.next()) as IteratorResult<Buffer, undefined>;
    return { first: value ?? Buffer.alloc(0), rest };
  } catch (error) {
    throw new UsageError(`${quoted(path)} cannot be read: ${whyNotRead(error)}`);
  }
};

async function* all({ first, rest }: Pieces): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  } finally {
    await rest.return?.();
  }
}

const recordOf = async (
  path: string,
  pieces: Pieces,
  problems: string[],
  notes: string[],
): Promise<DurationRecord> => {
  const record = new DurationRecord();
  try {
    for await (const event of readEvents(all(pieces))) record.add(event);
  } catch (error) {
    if (!(error instanceof EventsError))
      throw new UsageError(`${quoted(path)} cannot be read: ${whyNotRead(error)}`);
    if (error.isCut) notes.push(`${visible(path)}: ${error.message}`);
    else problems.push(`${quoted(path)} cannot be read: ${error.message}`);
  }
  return record;
};

const mapOf = async (
  path: string,
  pieces: Pieces,
  graph: Graph,
): Promise<E.Either<string, Durations>> => {
  const { text, diagnostics } = decodeText(await readBytes(all(pieces)));
  const read =
    diagnostics.length > 0 ? E.left(diagnostics) : readDurations(text, graph, formatOf(path));
  return E.mapLeft((found: typeof diagnostics) => {
    const told = formatDiagnostics(new Source(path, text), found);
    return `${quoted(path)} cannot be used for durations\n\n${told}`;
  })(read);
};
