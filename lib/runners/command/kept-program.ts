import { quoted, shorten } from '../../diagnostics/wording.js';
import { FinalError } from '../final-error.js';
import type { RunnerContext } from '../runner.js';
import { fromJson, toJson } from '../values/json-values.js';
import { allOf, checkEnd, CommandError, refuseSecrets, tooMuch } from './command-outputs.js';
import type { CommandParams } from './command-params.js';
import { begin, type CommandProgram, notStarted } from './command-program.js';
import { ProgramLog } from './program-log.js';
import type { Program } from './start-program.js';
import { StderrTail } from './stderr-tail.js';

type Values = Readonly<Record<string, unknown>>;

/** An attempt that a kept program works for. */
export interface Call {
  readonly inputs: Values;
  readonly context: RunnerContext<CommandParams>;
  readonly answered: (outputs: Values) => void;
  readonly failed: (error: unknown) => void;
}

let calls = 0;

/**
 * A program that is started once and serves one call after another: a line of JSON on its stdin for
 * each, a line back on its stdout. Throws where it cannot be started.
 */
export class KeptProgram {
  private readonly asked: CommandProgram;
  private readonly params: CommandParams;
  /** Called when it is free again, and when it is over. */
  private readonly changed: () => void;
  private readonly log: ProgramLog;
  private readonly program: Program;
  private call: { readonly id: number; readonly of: Call; isGivenUp: boolean } | undefined;
  private chunks: Buffer[] = [];
  private size = 0;
  private isReady = false;
  private canCancel = false;
  private timer: NodeJS.Timeout | undefined;
  isOver = false;

  constructor(asked: CommandProgram, params: CommandParams, changed: () => void) {
    this.asked = asked;
    this.params = params;
    this.changed = changed;
    this.log = new ProgramLog(asked.secrets);
    this.program = begin(asked, {
      env: { MLPIPELINE_KEEP: '1' },
      grace: params.grace,
      onStderr: this.log.write,
      onStdout: (chunk) => {
        this.read(chunk);
      },
    });
    this.program.ended.then(
      (end) => {
        this.log.end();
        this.over(() => {
          checkEnd(end, params);
          throw new CommandError(`${quoted(asked.name)} ended before it answered`);
        });
      },
      (error: unknown) => {
        this.over(() => {
          throw notStarted(error, asked.name, asked.cwd);
        });
      },
    );
  }

  get isFree(): boolean {
    return this.call === undefined && !this.isOver;
  }

  serve(call: Call): void {
    clearTimeout(this.timer);
    this.call = { id: (calls += 1), of: call, isGivenUp: false };
    this.log.context = call.context;
    this.log.tail = new StderrTail();
    if (this.isReady) this.send(this.call);
  }

  /** Its call is no longer wanted. A program that has not said that it can be told so ends by it. */
  giveUp(call: Call): void {
    if (this.call?.of !== call) return;
    this.call.isGivenUp = true;
    this.log.context = undefined;
    if (!this.isReady || !this.canCancel) {
      this.end();
      return;
    }
    this.program.stdin.write(`${JSON.stringify({ cancel: this.call.id })}\n`);
    this.endAfter(this.params.grace);
  }

  end(): void {
    clearTimeout(this.timer);
    if (this.isOver) return;
    this.isOver = true;
    this.program.stdin.end();
    this.program.stop();
    this.changed();
  }

  private endAfter(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.end();
    }, milliseconds);
  }

  private send({ id, of: { inputs, context } }: { readonly id: number; readonly of: Call }): void {
    const { run, item, component, attempt, key, seed, trace } = context;
    try {
      const scratch = context.scratch();
      const call = { id, inputs, run, item, task: component, attempt, key, seed, scratch, trace };
      this.program.stdin.write(`${toJson(call)}\n`);
    } catch (error) {
      this.free().failed(error);
    }
  }

  private read(chunk: Buffer): void {
    const [first = chunk, ...others] = linesIn(chunk);
    this.chunks.push(first);
    this.size += first.length;
    for (const part of others) {
      const line = Buffer.concat(this.chunks);
      this.chunks = [part];
      this.size = part.length;
      if (line.length > this.params.maxOutput) this.broken(tooMuch(this.params));
      // Behind what it has written to stderr before, which is there by then.
      setImmediate(() => {
        this.take(line);
      });
    }
    if (this.size > this.params.maxOutput) this.broken(tooMuch(this.params));
  }

  private take(line: Buffer): void {
    if (this.isOver) return;
    let message: unknown;
    try {
      refuseSecrets(line, quoted(this.asked.name), this.asked.secrets);
      message = fromJson(new TextDecoder('utf-8', { fatal: true }).decode(line));
    } catch (error) {
      this.broken(error instanceof FinalError ? error : this.notAnswer(line));
      return;
    }
    const { ready, cancel, id, ...answer } = (message ?? {}) as Values;
    if (ready === true && !this.isReady) {
      this.isReady = true;
      this.canCancel = cancel === true;
      if (this.call !== undefined) this.send(this.call);
    } else if (this.isReady && this.call !== undefined && id === this.call.id)
      this.answered(answer);
    else this.broken(this.notAnswer(line));
  }

  private answered({ outputs, error, final }: Values): void {
    const call = this.free();
    const program = quoted(this.asked.name);
    try {
      if (error !== undefined) {
        const said = `${program} failed: ${typeof error === 'string' ? error : JSON.stringify(error)}`;
        throw final === true ? new FinalError(said) : new CommandError(said);
      }
      if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs))
        throw new CommandError(`${program} answered without \`outputs\` and without \`error\``);
      call.answered(allOf(outputs as Values, program, call.context.outputs));
    } catch (thrown) {
      call.failed(this.asked.secrets.hiddenIn(thrown));
    }
  }

  /** Done with its call, which it gives: it can take another. */
  private free(): Call {
    const call = this.call as { readonly of: Call };
    this.call = undefined;
    this.log.context = undefined;
    this.endAfter(this.params.idle ?? mostIdle);
    // After whoever has called has been told.
    queueMicrotask(this.changed);
    return call.of;
  }

  private notAnswer(line: Buffer): CommandError {
    const text = this.asked.secrets.hidden(line.toString('utf8'));
    return new CommandError(
      `${quoted(this.asked.name)} wrote ${quoted(shorten(text.trim(), 40))} to stdout: expected ` +
        (this.isReady ? 'a line of JSON with the `id` of its call' : '`{"ready": true}`') +
        '; print everything else to stderr',
    );
  }

  // What it would answer from now on belongs to nobody knows which call.
  private broken(error: unknown): void {
    const call = this.call;
    this.call = undefined;
    this.end();
    if (call?.isGivenUp === false) call.of.failed(this.log.tail.addedTo(error));
  }

  private over(why: () => never): void {
    try {
      why();
    } catch (error) {
      this.broken(this.asked.secrets.hiddenIn(error));
    }
  }
}

const mostIdle = 60_000;

/** What stands between the line feeds of a chunk. */
const linesIn = (chunk: Buffer): readonly Buffer[] => {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
    lines.push(chunk.subarray(start, end));
    start = end + 1;
  }
  return [...lines, chunk.subarray(start)];
};
