/** Stands for an error that asks for a longer wait than its task's policy allows: why no attempt follows. */
export class TooLongWait {
  readonly error: unknown;
  readonly reason: string;

  constructor(error: unknown, asked: number, maxDelay: number | undefined) {
    this.error = error;
    this.reason = `not retried: it asks to wait ${seconds(asked)}, longer than ${maxDelay === undefined ? 'a timer can wait' : `${seconds(maxDelay)}, its \`maxDelay\``}`;
  }
}

const seconds = (milliseconds: number): string => `${Math.ceil(milliseconds) / 1000} s`;
