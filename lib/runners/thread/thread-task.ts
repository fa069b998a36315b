import type { MessagePort } from 'node:worker_threads';

import type { PortableError } from './portable-error.js';

/** An attempt as a thread is given it. */
export interface ThreadTask {
  /** The module that the runner is from, and its name there. */
  readonly module: string;
  readonly runner: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Whether files stand in the inputs, each by its path. */
  readonly hasFiles: boolean;
  readonly params: Readonly<Record<string, unknown>>;
  readonly run: string;
  readonly item: number | undefined;
  readonly component: string;
  readonly outputs: readonly string[];
  readonly attempt: number;
  readonly directory: string;
  readonly scratchPath: string;
  readonly seed: number;
  readonly trace: Readonly<Record<string, string>> | undefined;
  /** Where the thread tells what happens: in the order in which it does. */
  readonly port: MessagePort;
}

/** What a thread is told: its attempt is no longer wanted. */
export const stop = 'stop';

/** What a thread tells of an attempt: first `started`, last `done` or `failed`, unless it was told to stop. */
export type ThreadMessage =
  | { readonly type: 'started' }
  | { readonly type: 'teardown-failed'; readonly error: PortableError }
  | { readonly type: 'log'; readonly message: string }
  | { readonly type: 'part'; readonly port: string; readonly value: unknown }
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'done'; readonly values: unknown; readonly hasFiles: boolean }
  | { readonly type: 'failed'; readonly error: PortableError };
