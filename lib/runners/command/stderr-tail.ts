import { shorten } from '../../diagnostics/wording.js';

const mostLines = 20;
const mostCharacters = 500;

// How Python, Node.js, Java and others begin the line that says what went wrong; some write others
// behind it.
const telling = /^[\w.$]*(?:Error|Exception)\b/;

/** The last lines that a program wrote to stderr: programs say there what went wrong. */
export class StderrTail {
  private readonly last: string[] = [];

  add(line: string): void {
    this.last.push(line.trimEnd());
    if (this.last.length > mostLines) this.last.shift();
  }

  private get told(): string {
    const line = this.last.findLast((one) => telling.test(one)) ?? this.last.at(-1);
    return line === undefined
      ? ''
      : `; the end of its stderr: ${shorten(line.trim(), mostCharacters)}`;
  }

  /** The error with that line and, where it does not say it all, what does. */
  addedTo(error: unknown): unknown {
    if (error instanceof Error) {
      error.message += this.told;
      if (this.last.length > 1) error.cause ??= new StderrError(this.last);
    }
    return error;
  }
}

/** What a program wrote to stderr at last. */
class StderrError extends Error {
  override readonly name = 'StderrError';

  constructor(lines: readonly string[]) {
    super(`the end of its stderr:\n${lines.join('\n')}`);
    // That of this process has nothing to do with it.
    this.stack = '';
  }
}
