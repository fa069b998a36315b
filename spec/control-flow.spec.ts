import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { parse, stringify } from 'yaml';

import type { RunEvent } from '../lib/engine/events/event.js';
import { start } from '../lib/engine/run/start.js';
import { loadFile } from '../lib/load.js';
import { itIsSkippedWithout, sharedData } from './shared-data.js';

interface Case {
  readonly name: string;
  readonly why?: string;
  readonly pipeline: unknown;
  readonly files?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Refused when loaded; `place` is the text at which it is told. */
  readonly reject?: boolean;
  readonly place?: string;
  readonly outcome?: string;
  readonly statuses?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const folder = sharedData('control-flow');

const casesOf = (folder: string): readonly Case[] =>
  (parse(readFileSync(join(folder, 'cases.yaml'), 'utf8')) as { cases: readonly Case[] }).cases;

/** `{ a: { is: 9 } }` of `{ 'a.is': 9 }`. */
const setOf = (set: Case['set'] = {}): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(set).map(([path, value]) => {
      const dot = path.lastIndexOf('.');
      return [path.slice(0, dot), { [path.slice(dot + 1)]: value }];
    }),
  );

const statusOf = (event: RunEvent): readonly [string, string] | undefined => {
  const [, state] = /^task-(finished|failed|skipped|omitted|cancelled)$/.exec(event.type) ?? [];
  return state !== undefined && 'task' in event ? [event.task, state] : undefined;
};

describe('control flow, case by case', () => {
  if (folder === undefined) {
    itIsSkippedWithout('control-flow');
    return;
  }
  let work: string;

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'mlpipeline-'));
    copyFileSync(join(folder, 'runners.mjs'), join(work, 'runners.mjs'));
  });

  afterEach(() => {
    rmSync(work, { recursive: true });
  });

  const load = ({ pipeline, files = {}, set }: Case) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
    const file = join(work, 'pipeline.yaml');
    writeFileSync(file, stringify({ pipeline }));
    return loadFile(file, { set: setOf(set) });
  };

  for (const one of casesOf(folder))
    it(one.name, async () => {
      const loaded = await load(one);
      if (one.reject === true) {
        expect(E.isLeft(loaded)).to.equal(true);
        return;
      }
      // What can only fail may be told when it is loaded.
      if (E.isLeft(loaded) && one.why?.includes('or refused when loaded') === true) return;
      if (E.isLeft(loaded))
        expect.fail(loaded.left.diagnostics.map(({ message }) => message).join('; '));
      const statuses = new Map<string, string>();
      const ends: unknown[] = [];
      const run = start(loaded.right, one.inputs, {
        sinks: [
          (event) => {
            const status = statusOf(event);
            if (status !== undefined) statuses.set(...status);
            if (event.type === 'run-finished') ends.push([event.outcome, { ...event.outputs }]);
          },
        ],
      });
      await run.outputs.catch(() => undefined);
      expect(ends).to.deep.equal([[one.outcome, one.outputs]]);
      for (const [task, status] of Object.entries(one.statuses ?? {})) {
        expect(statuses.get(task), task).to.equal(status);
        expect(run.state(task), task).to.equal(status);
      }
    });
});
