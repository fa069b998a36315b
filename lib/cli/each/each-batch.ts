import { quoted } from '../../diagnostics/wording.js';
import { visible, visibleJson } from '../../diagnostics/visible.js';
import type { EachResult } from '../../engine/each/each-options.js';
import type { Values } from '../../engine/events/event.js';
import { messageOf, withCauses } from '../../diagnostics/thrown.js';
import { RunError } from '../../engine/failure.js';
import { outputsData } from '../../runners/values/outputs-data.js';
import { keyOf } from '../../runners/values/content-key.js';
import type { DoneItems } from '../files/done-items.js';
import type { ItemFile, ReadItem } from './read-item.js';
import type { EachProgress } from './each-progress.js';
import { cutMessage } from '../../sinks/values/cut-message.js';
import { resultLine } from '../files/results-file.js';
import { UsageError } from '../exit/usage-error.js';
import type { LineFile } from '../files/line-file.js';
import type { ItemsFiles } from '../files/run-files.js';

/** Where what comes of the items goes. */
export interface BatchOutputs {
  readonly results: LineFile;
  readonly failed: LineFile | undefined;
  /** What an earlier call has done; absent where no later one will ask. */
  readonly done: DoneItems | undefined;
  /** What tells the pipeline from what it was before. */
  readonly pipelineKey: string;
  readonly print: (line: string) => void;
  readonly files: ItemsFiles;
}

interface Taken {
  readonly item: ReadItem;
  readonly key: string | undefined;
}

// More would hide what else there is to see; `--failed` has them all.
const mostFailures = 20;

/** The items of one call of `run --each` on their way: read, taken, and written where they belong. */
export class EachBatch {
  private readonly source: ItemFile;
  private readonly fixed: Values;
  private readonly outputs: BatchOutputs;
  private readonly progress: EachProgress;
  private readonly failed: () => void;
  private lost: UsageError | undefined;
  // By the index under which `each` knows them.
  private readonly taken = new Map<number, Taken>();
  private count = 0;
  private isStopped = false;

  /** `failed` is called at each failure, after it was told. */
  constructor(
    source: ItemFile,
    fixed: Values,
    outputs: BatchOutputs,
    progress: EachProgress,
    failed: () => void,
  ) {
    this.source = source;
    this.fixed = fixed;
    this.outputs = outputs;
    this.progress = progress;
    this.failed = failed;
  }

  /** The items to run, each with the fixed inputs; pulled no faster than results are read. */
  async *items(): AsyncGenerator<Values> {
    try {
      yield* this.each();
    } catch (error) {
      // Those that are in flight are done first.
      if (!(error instanceof UsageError)) throw error;
      this.lost = error;
    }
  }

  /** Why the source could not be read to its end, if it could not. */
  get unread(): UsageError | undefined {
    return this.lost;
  }

  private async *each(): AsyncGenerator<Values> {
    for await (const item of this.source.items) {
      if (this.isStopped) return;
      await this.outputs.results.room();
      await this.outputs.failed?.room();
      if (item.values === undefined) {
        this.fail(item, item.problem ?? '', 'unrun');
        continue;
      }
      const inputs = { ...this.fixed, ...item.values };
      const { done } = this.outputs;
      const key = done === undefined ? undefined : keyOf(inputs);
      if (key !== undefined && done?.take(key) === true) {
        this.progress.settle('before', item.size);
        continue;
      }
      this.taken.set(this.count, { item, key });
      this.count += 1;
      this.progress.inFlight = this.taken.size;
      yield inputs;
    }
  }

  /** Nothing more is read or told. */
  stop(): void {
    this.isStopped = true;
  }

  /** The item that `each` knows by this index, while it is in flight. */
  itemAt(index: number): ReadItem | undefined {
    return this.taken.get(index)?.item;
  }

  settle({ index, outputs, error }: EachResult): void {
    const { item, key } = this.taken.get(index) as Taken;
    this.taken.delete(index);
    this.progress.inFlight = this.taken.size;
    if (error !== undefined) {
      this.fail(item, said(error.cause), error.cause instanceof RunError ? 'told' : 'unrun');
      return;
    }
    let line: string;
    try {
      line = resultLine(
        item.place,
        key === undefined ? undefined : `${key}-${this.outputs.pipelineKey}`,
        outputs,
      );
    } catch (error) {
      this.fail(item, messageOf(error), 'done');
      return;
    }
    this.outputs.results.write(line);
    this.progress.settle('done', item.size);
  }

  /** `run` says what became of its run: whether it tells of the failure, is done, or there is none. */
  private fail(item: ReadItem, why: string, run: 'told' | 'done' | 'unrun'): void {
    if (this.isStopped) return;
    const { print, failed, files } = this.outputs;
    if (run !== 'told') files.failed(item.place, why, run === 'done');
    this.progress.settle('failed', item.size);
    if (this.progress.failed <= mostFailures)
      print(`${visible(item.place)}: ${visible(cutMessage(why))}`);
    if (this.progress.failed === mostFailures + 1)
      print(`… more items failed${failed === undefined ? ': `--failed FILE` keeps them all' : ''}`);
    const { raw } = item;
    failed?.write(
      typeof raw === 'string' || Buffer.isBuffer(raw)
        ? raw
        : visibleJson(JSON.stringify(withNotes(raw, { 'x-item': item.place, 'x-error': why }))),
    );
    this.failed();
  }
}

/** Ours stand last, by which such a file is known, and replace those of an earlier failure. */
const withNotes = (raw: Values, notes: Values): Values =>
  Object.fromEntries([
    ...Object.entries(outputsData(raw).data).filter(([key]) => !Object.hasOwn(notes, key)),
    ...Object.entries(notes),
  ]);

const said = (cause: Error): string =>
  cause instanceof RunError && cause.failures.length > 0
    ? cause.failures
        .map(
          ({ task, attempt, message, cause }) =>
            `${quoted(task)} failed${attempt > 1 ? ` at attempt ${attempt}` : ''}: ${withCauses(message, cause)}`,
        )
        .join('; ')
    : cause.message;
