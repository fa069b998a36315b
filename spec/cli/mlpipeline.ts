import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the log says of how long something took is another thing each time. */
export const withoutTimes = (log: string): string =>
  log.replace(/( : outputs - .*) : in \d[\d.]* s$/gm, '$1');

export interface Settings {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** The number of the user, where it is to be another. */
  readonly user?: number;
  /** Close the reading end of stdout after this many characters. */
  readonly closeAfter?: number;
  /** Close the reading end of stderr at its first characters. */
  readonly closeStderr?: boolean;
}

/** Runs the command line as a user does: a process of its own, in the project's folder, no TTY. */
export const mlpipeline = (argv: readonly string[], settings: Settings = {}): Promise<Result> =>
  new Promise((resolve, reject) => {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(NO|FORCE)_COLOR$/.test(name),
    );
    const child = spawn(process.execPath, ['--import', 'tsx', 'lib/cli/main.ts', ...argv], {
      cwd: root,
      ...(settings.user === undefined ? {} : { uid: settings.user, gid: settings.user }),
      env: { ...Object.fromEntries(inherited), ...settings.environment },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (settings.closeAfter !== undefined && stdout.length >= settings.closeAfter)
        child.stdout.destroy();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      if (settings.closeStderr === true) child.stderr.destroy();
    });
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, stdout, stderr: withoutTimes(stderr) });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(settings.input);
  });
