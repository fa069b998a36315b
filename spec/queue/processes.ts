import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A command in a process of its own, which is there until it ends or is killed. */
export interface Process {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  /** What it has written to stderr. */
  readonly said: () => string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** A program that starts another in some place, with its arguments. */
  readonly inside?: readonly string[];
}

export const startCommand = (argv: readonly string[], surroundings: Surroundings = {}): Process =>
  startScript(['lib/cli/main.ts', ...argv], surroundings);

/** A file of TypeScript, and its arguments. */
const startScript = (
  argv: readonly string[],
  { env = {}, inside = [] }: Surroundings = {},
): Process => {
  const command = [process.execPath, '--import', 'tsx', ...argv];
  const [program = '', ...rest] = [...inside, ...command];
  const child = spawn(program, rest, { cwd: root, env: { ...process.env, ...env } });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  return { child, stdout: () => text.stdout, said: () => text.stderr };
};

/** Resolves when it takes tasks. */
export const startWorker = (
  argv: readonly string[],
  surroundings: Surroundings = {},
): Promise<Process> => takingTasks(startCommand(['worker', ...argv], surroundings));

/** The same of one whose locks hold for so many milliseconds, with the runner of random work. */
export const startShortLockedWorker = (file: string, url: string, lock: number): Promise<Process> =>
  takingTasks(startScript(['spec/queue/short-locked-worker.ts', file, url, String(lock)]));

const takingTasks = async (started: Process): Promise<Process> => {
  const { child, said } = started;
  await until(() => said().includes('taking tasks of') || child.exitCode !== null, 120_000);
  if (child.exitCode !== null) throw new Error(said());
  return started;
};

export const until = async (what: () => boolean, longest = 60_000): Promise<void> => {
  const end = Date.now() + longest;
  while (!what()) {
    if (Date.now() > end) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** With which status it ends; `null` where it is killed. */
export const ended = async (child: ChildProcess): Promise<number | null> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
};
