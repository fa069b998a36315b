import * as E from 'fp-ts/lib/Either.js';
import { defer, EMPTY, from, lastValueFrom, mergeMap, Subject, takeUntil, tap } from 'rxjs';

import { settingText } from '../../comparison/row-text.js';
import { itemTexts } from '../../comparison/item-text.js';
import { rowOf, type Row } from '../../comparison/row.js';
import type { RunResult } from '../../comparison/run-result.js';
import { visible } from '../../diagnostics/visible.js';
import { quoted, shorten } from '../../diagnostics/wording.js';
import type { Sink, Values } from '../../engine/events/event.js';
import { ItemSlots } from '../../engine/slots/item-slots.js';
import type { RunOptions } from '../../engine/run/run-options.js';
import { slotsOf } from '../../engine/settings.js';
import type { Graph } from '../../graph/graph.js';
import type { Findings } from '../../load.js';
import { endGroupsNow } from '../../runners/command/process-group.js';
import { timeText } from '../../sinks/time-text.js';
import type { Setting } from '../../sweep/settings.js';
import { AttemptsAtWork } from '../exit/attempts-at-work.js';
import { onClosedOutput } from '../exit/closed-output.js';
import { exitStatus } from '../exit/exit-status.js';
import { onInterrupt } from '../exit/on-interrupt.js';
import { onOutsideFailure, outsideFailureText } from '../exit/outside-failure.js';
import { shortId } from '../store/short-id.js';
import type { LoadSetting } from './load-settings.js';
import type { SweepPlan } from './sweep-flags.js';
import { sweepScreen } from './sweep-screen.js';
import { nothing, type SweepRuns } from './sweep-runs.js';
import type { SweptValue } from './swept-param.js';

interface SweepWork {
  readonly settings: readonly Setting<SweptValue>[];
  readonly items: readonly Values[];
  readonly load: LoadSetting;
  readonly runs: SweepRuns;
  readonly plan: SweepPlan;
  readonly run: RunOptions;
  readonly graph: Graph;
  readonly isQuiet: boolean;
  /** What else watches the run of a setting, or of one with an item, by its name. */
  readonly sinksOf: (name: string) => readonly Sink[];
}

export interface SweepEnd {
  /** A row for each setting all of whose runs have ended, as they ended. */
  readonly rows: readonly Row[];
  /** What came of the runs of each, as they ended. */
  readonly results: ReadonlyMap<Row, readonly RunResult[]>;
  readonly isInterrupted: boolean;
  /** What fell outside of any task. */
  readonly stray: string | undefined;
}

/** Runs all settings with all items, so many runs at a time, and tells of each setting that has ended. */
export const runSweep = async (work: SweepWork): Promise<SweepEnd> => {
  const { settings, items, runs, plan, run, graph, isQuiet } = work;
  const { concurrency = graph.concurrency, ...runOptions } = run;
  const slots = slotsOf(graph, concurrency);
  const stops = new Subject<void>();
  const rows: Row[] = [];
  const results = new Map<Row, readonly RunResult[]>();
  const texts = itemTexts(items);
  const screen = await sweepScreen(settings.length * items.length, isQuiet);
  let isInterrupted = false;
  let stray: string | undefined;
  let failures = 0;
  const stop = (): void => {
    isInterrupted = true;
    stops.next();
  };
  const say = (line: string): void => {
    if (!isQuiet) process.stderr.write(`mlpipeline: ${line}\n`);
  };
  const atWork = new AttemptsAtWork(
    ({ run: id, component }) => `${quoted(component)} of run ${shortId(id)}`,
  );
  const stopListening = onInterrupt({
    cancel: stop,
    endNow: (why) => {
      stop();
      process.stderr.write(
        'mlpipeline: interrupted; run the same command with `--resume` to continue\n',
      );
      endGroupsNow();
      return why === 'timeout' ? exitStatus.timeout : exitStatus.interrupted;
    },
    longest: run.timeout ?? graph.timeout,
    isTold: !isQuiet,
    whose: () => atWork.computing,
  });
  const stopHearing = onOutsideFailure((failure) => {
    // Others go on, and may be waited for in turn.
    if (failure.kind === 'idle') setImmediate(() => undefined);
    const attempt = atWork.atFault(failure);
    if (attempt === undefined ? atWork.failAll(failure) : atWork.failOne(attempt, failure)) return;
    stray ??= outsideFailureText(failure, [], attempt?.name);
  });
  const stopMinding = onClosedOutput(() => undefined);
  const swept = settings.map((setting) => new SweptSetting(setting, work.load));
  const units = swept.flatMap((setting) =>
    items.map((inputs, item) => ({ setting, inputs, item })),
  );
  const one = async (
    { setting, inputs, item }: (typeof units)[number],
    index: number,
  ): Promise<RunResult> => {
    const loaded = await setting.loaded();
    if (E.isLeft(loaded)) return { ...nothing, error: unsoundText(loaded.left) };
    const name = [settingText(setting.values), texts[item]]
      .filter((one) => one !== undefined)
      .join(' with ');
    const shown = screen.progress?.begin(name, Date.now());
    try {
      return await runs.result(
        { graph: loaded.right, values: setting.values, inputs },
        {
          ...runOptions,
          seed: plan.seed + item,
          wrappers: [atWork.wrapper],
          sinks: [...(shown === undefined ? [] : [shown.sink]), ...work.sinksOf(name)],
          ...(slots === undefined ? {} : { slots: new ItemSlots(slots, index) }),
        },
      );
    } finally {
      shown?.end();
    }
  };
  const results$ = from(units).pipe(
    mergeMap(
      (unit, index) =>
        defer(() => {
          // Runs of a setting that has begun are run all the same: its row would lack them.
          if (failures >= plan.stopAfterFailures && !unit.setting.hasBegun) return EMPTY;
          unit.setting.begin();
          return one(unit, index);
        }).pipe(
          tap((result) => {
            const { setting } = unit;
            setting.results.push({ ...result, item: texts[unit.item] });
            if (setting.results.length < items.length) return;
            const row = setting.row();
            rows.push(row);
            results.set(row, setting.results);
            if (row.failed > 0) failures += 1;
            say(`${rows.length}/${settings.length} ${endText(row, setting.took())}`);
          }),
        ),
      plan.runs,
    ),
    takeUntil(stops),
  );
  try {
    await lastValueFrom(results$, { defaultValue: undefined });
  } finally {
    await runs.cancel();
    screen.close();
    stopListening();
    await stopHearing();
    stopMinding();
  }
  return { rows, results, isInterrupted, stray };
};

/** A setting on its way. */
class SweptSetting {
  readonly values: Readonly<Record<string, unknown>>;
  readonly results: RunResult[] = [];
  private readonly setting: SweepWork['settings'][number];
  private readonly load: LoadSetting;
  private graph: ReturnType<LoadSetting> | undefined;
  private began: number | undefined;

  constructor(setting: SweepWork['settings'][number], load: LoadSetting) {
    this.setting = setting;
    this.load = load;
    this.values = Object.fromEntries(
      Object.entries(setting.values).map(([param, { value }]) => [param, value]),
    );
  }

  get hasBegun(): boolean {
    return this.began !== undefined;
  }

  begin(): void {
    this.began ??= Date.now();
  }

  took(): number {
    return Date.now() - (this.began ?? Date.now());
  }

  /** Loaded when it is its turn: there may be very many. */
  loaded(): ReturnType<LoadSetting> {
    this.graph ??= this.load(this.setting);
    return this.graph;
  }

  row(): Row {
    return rowOf(this.setting.index, this.values, this.results);
  }
}

const endText = ({ values, failed, error = '', kept, tasks, runs, before }: Row, took: number) => {
  const [run] = runs;
  const what =
    failed > 0
      ? `failed: ${visible(shorten(error, 200))}`
      : before === runs.length
        ? 'done before'
        : `done in ${timeText(took)}, ${kept} of ${tasks} tasks from the cache`;
  return `${visible(settingText(values))}: ${what}${runs.length === 1 && run !== undefined ? `, run ${shortId(run)}` : ''}`;
};

const unsoundText = ({ diagnostics }: Findings): string =>
  diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
    .join('; ');
