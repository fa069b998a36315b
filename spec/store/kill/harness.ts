import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { firstValueFrom } from 'rxjs';

import type { Values } from '../../../lib/engine/events/event.js';
import { start } from '../../../lib/engine/run/start.js';
import { loadFile, orThrow } from '../../../lib/load.js';
import { all } from '../../../lib/store/database/database.js';
import { openDatabase } from '../../../lib/store/database/open-database.js';
import { openDriver } from '../../../lib/store/database/sqlite-driver.js';
import { isBusy } from '../../../lib/store/database/sqlite-error.js';
import type { KeepingStore } from '../../../lib/store/keeping.js';
import { openStore } from '../../../lib/store/open-store.js';
import { StoreError } from '../../../lib/store/store-error.js';
import { keeperOf } from '../../../lib/store/values/keeper-of.js';
import { databaseIn } from '../../../lib/store/where-store.js';
import { asked } from '../database/databases.js';
import type { Driven, Driver, Place } from './driver.js';
import { markScript, randomOf, randomPipeline } from './random-graph.js';

/** Who began a task: a line of `marks`. */
interface Mark {
  readonly task: string;
  readonly driver: number;
}

/** Outputs by hash where they are long: a difference is to be read. */
export const shortened = (outputs: Values): Values =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > 100
        ? createHash('sha256').update(value).digest('hex')
        : value,
    ]),
  );

interface KilledRunOptions {
  /** The URL of a PostgreSQL server. */
  readonly server?: string | undefined;
  readonly lease?: number;
}

/** A random pipeline in a folder of its own, and what it gives where nobody interrupts it. */
export class KilledRun {
  readonly place: Place;
  readonly random: () => number;
  private readonly server: string | undefined;
  /** Which tasks had finished before each process began. */
  private readonly finished = new Map<number, ReadonlySet<string>>();

  /** Its store is in its folder, unless it is to be on the server of a URL. */
  constructor(seed: number, { server, lease = 15_000 }: KilledRunOptions = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-kill-'));
    this.random = randomOf(seed);
    this.server = server;
    const schema = `kill_${process.pid}_${seed}`;
    const store = server === undefined ? join(folder, 'store') : `${server}?schema=${schema}`;
    this.place = { folder, store, run: `run-${seed}`, lease };
    writeFileSync(join(folder, 'mark.sh'), markScript);
    writeFileSync(join(folder, 'pipeline.yaml'), randomPipeline(this.random));
  }

  /** Drives the run by a process that is killed after so many milliseconds; whether it came to its end before. */
  async killedAfter(driver: Driver, milliseconds: number): Promise<boolean> {
    const before = await this.finishedTasks();
    const driven = driver.drive(this.place);
    this.finished.set(driven.pid, before);
    await Promise.race([driven.ended, wait(milliseconds)]);
    driven.process.kill('SIGKILL');
    return (await driven.ended)?.outputs !== undefined;
  }

  /** Drives the run to its end; gives its outputs. */
  async driven(driver: Driver): Promise<unknown> {
    const before = await this.finishedTasks();
    const driven = driver.drive(this.place);
    this.finished.set(driven.pid, before);
    const said = await driven.ended;
    return said?.outputs === undefined ? said : shortened(said.outputs);
  }

  async uninterrupted(): Promise<unknown> {
    const { graph } = orThrow(await loadFile(join(this.place.folder, 'pipeline.yaml')));
    return shortened(await firstValueFrom(start({ graph }, { x: '1' }).outputs$));
  }

  async finishedTasks(): Promise<ReadonlySet<string>> {
    const { store: where, run } = this.place;
    let store: KeepingStore | undefined;
    try {
      store = await openStore(where, { isThere: true });
      const { id } = await store.history.run(run);
      return new Set((await store.history.tasks(id)).map(({ task }) => task));
    } catch (error) {
      // It was killed before the store was made, or the run.
      if (error instanceof StoreError) return new Set();
      throw error;
    } finally {
      await store?.close();
    }
  }

  /** Waits until a task of the run has finished; fails with what its process said where it ended before. */
  async hasFinishedOne({ ended }: Driven): Promise<void> {
    const over = ended.then(() => true);
    for (;;) {
      const wasOver = await Promise.race([over, Promise.resolve(false)]);
      if ((await this.finishedTasks()).size > 0) return;
      if (wasOver) throw new Error(`nothing has finished: ${JSON.stringify(await ended)}`);
      await new Promise(setImmediate);
    }
  }

  /** Waits until a task has begun, where so many had before; or until its process has ended. */
  async hasBegunOne({ ended }: Driven, before: number): Promise<void> {
    const over = ended.then(() => true);
    while (this.marks().length === before)
      if (await Promise.race([over, new Promise<false>((resolve) => setImmediate(resolve, false))]))
        return;
  }

  /** Whether some process is in the midst of a transaction, behind which all others wait. */
  async isLocked(): Promise<boolean> {
    const database = await openDriver(databaseIn(this.place.store));
    try {
      database.exec('PRAGMA busy_timeout = 0');
      database.exec('BEGIN IMMEDIATE');
      database.exec('ROLLBACK');
      return false;
    } catch (error) {
      if (isBusy(error)) return true;
      throw error;
    } finally {
      await database.close();
    }
  }

  /** All that the store says of the run. */
  async kept(): Promise<unknown> {
    const { store: where, run } = this.place;
    const store = await openStore(where);
    const { history } = store;
    const all = [await history.run(run), await history.tasks(run), await history.events(run, -1)];
    await store.close();
    return all;
  }

  /** Tasks that a process began though they had finished before it began. */
  ranAgain(): readonly string[] {
    return this.marks()
      .filter(({ task, driver }) => this.finished.get(driver)?.has(task) === true)
      .map(({ task }) => task);
  }

  marks(): readonly Mark[] {
    return readFileSync(join(this.place.folder, 'marks'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [task = '', driver = ''] = line.split(' ');
        return { task, driver: Number(driver) };
      });
  }

  /** What is wrong with the database and its blobs: nothing, if all is as promised. */
  async damage(): Promise<readonly string[]> {
    // A server checks what refers to what by itself.
    const problems = this.server === undefined ? await this.damageOfFile() : [];
    const store = await openStore(this.place.store);
    const keeper = keeperOf(store.blobs);
    const unreadable: string[] = [];
    for (const { task, outputs } of await store.history.tasks(this.place.run))
      for (const [name, value] of outputs)
        await keeper.value(value).catch((error: unknown) => {
          unreadable.push(`${task}.${name}: ${(error as Error).message}`);
        });
    await store.close();
    return [...problems, ...unreadable];
  }

  async remove(): Promise<void> {
    rmSync(this.place.folder, { recursive: true, force: true, maxRetries: 3 });
    const { server, place } = this;
    if (server === undefined) return;
    const schema = new URL(place.store).searchParams.get('schema') ?? '';
    await asked(server, `DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  }

  private async damageOfFile(): Promise<readonly string[]> {
    const database = await openDatabase(databaseIn(this.place.store));
    const problems = await database.read(function* () {
      const integrity = yield* all('PRAGMA integrity_check');
      const loose = yield* all('PRAGMA foreign_key_check');
      return [...integrity.map((row) => String(row['integrity_check'])), ...loose.map(String)];
    });
    await database.close();
    return problems.filter((one) => one !== 'ok');
  }
}

/** What came of a run that was killed again and again. */
export interface Survived {
  readonly kills: number;
  readonly outputs: unknown;
  readonly expected: unknown;
  readonly ranAgain: readonly string[];
  readonly damage: readonly string[];
}

/** How long a process needs to load and to do all, at most: kills fall into this span. */
const span = 700;

/** Kills a run of a random pipeline so often, at random moments, or until it is done; then lets it finish. */
export const killed = async (
  driver: Driver,
  seed: number,
  { most, server }: { readonly most: number; readonly server?: string | undefined },
): Promise<Survived> => {
  const run = new KilledRun(seed, { server });
  try {
    const expected = await run.uninterrupted();
    rmSync(join(run.place.folder, 'marks'));
    let kills = 0;
    for (; kills < most; kills += 1) {
      // The first part of the span goes into loading, where little can happen.
      const after = run.random() < 0.1 ? run.random() * 200 : 150 + run.random() * (span - 150);
      if (await run.killedAfter(driver, after)) break;
    }
    const outputs = await run.driven(driver);
    return { kills, outputs, expected, ranAgain: run.ranAgain(), damage: await run.damage() };
  } finally {
    await run.remove();
  }
};
