import type { Writable } from 'node:stream';

const lineEnd = Buffer.from('\n');

/** Lines written to a stream, and how far it lags behind. */
export class LineFile {
  private readonly stream: Writable;
  private isFull = false;
  private waiting: (() => void)[] = [];

  /** `failed` is told what is wrong with the stream, where something goes wrong. */
  constructor(stream: Writable, failed?: (error: Error) => void) {
    this.stream = stream;
    const release = (): void => {
      this.isFull = false;
      for (const go of this.waiting.splice(0)) go();
    };
    stream.on('drain', release);
    stream.on('close', release);
    if (failed !== undefined)
      stream.on('error', (error) => {
        release();
        failed(error);
      });
  }

  write(line: string | Buffer): void {
    const whole = typeof line === 'string' ? `${line}\n` : Buffer.concat([line, lineEnd]);
    if (!this.stream.write(whole)) this.isFull = true;
  }

  /** Resolves when whoever reads has caught up; `undefined` where nothing has to be waited for. */
  room(): Promise<void> | undefined {
    if (!this.isFull) return undefined;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Writes what is left and closes the stream. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stream.closed) resolve();
      else {
        this.stream.on('close', resolve);
        this.stream.end();
      }
    });
  }
}
