const stars = '***';
/** What is shorter stands in many a text by chance, such as one in base64. */
export const fewest = 6;
// Of a secret of several lines, such as a key in JSON, some are no secret.
const fewestOfLine = 8;

/** What was taken from the environment: kept out of values, messages and stack traces. */
export class Secrets {
  private readonly all: readonly string[];

  /** Of one with several lines each counts by itself, as logs are told by lines. */
  constructor(secrets: readonly string[]) {
    const lines = secrets
      .filter((secret) => secret.includes('\n'))
      .flatMap((secret) => secret.split(/\r?\n/))
      .filter((line) => line.length >= fewestOfLine);
    // The longest first: another may be a part of it.
    this.all = [...secrets, ...lines].sort((one, other) => other.length - one.length);
  }

  get isEmpty(): boolean {
    return this.all.length === 0;
  }

  get longest(): number {
    return this.all[0]?.length ?? 0;
  }

  /** Whether one of them stands in a text or in bytes, as it is or as JSON writes it. */
  isIn(told: string | Buffer): boolean {
    return this.all.some(
      (secret) =>
        secret.length >= fewest &&
        [secret, JSON.stringify(secret).slice(1, -1)].some((one) => told.includes(one)),
    );
  }

  /** The text with stars in place of each. */
  hidden(text: string): string {
    return this.all.reduce((safe, secret) => safe.replaceAll(secret, stars), text);
  }

  /** The error, without them in what it says. */
  hiddenIn(error: unknown): unknown {
    if (error instanceof Error && !this.isEmpty) {
      error.message = this.hidden(error.message);
      error.stack = this.hidden(error.stack ?? '');
    }
    return error;
  }
}
