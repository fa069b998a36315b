import { closeSync, openSync, readSync } from 'node:fs';

/** Of a file so much is looked at. */
const most = 64 * 1024;

/** Whether a text begins as a record of events does: each line names its run, and then its item. */
export const beginsRecord = (start: string): boolean =>
  /^\s*\{\s*"run":\s*"[^"]*",\s*(?:"item":\s*"(?:[^"\\]|\\.)*",\s*)?"sequence":\s*\d/.test(start);

const beginsReport = (start: string): boolean =>
  /^<!doctype html>[^]*<meta name="generator" content="MLPipeline">/.test(start);

const beginsTrace = (start: string): boolean =>
  /^\[\n\{"ph":"M","name":"process_name",.*"runs, waits and attempts"/.test(start);

// Lines that could not be read may stand before the first item.
const holdsFailed = (start: string): boolean =>
  /,"x-item":"(?:[^"\\]|\\.)*","x-error":"(?:[^"\\]|\\.)*"\}$/m.test(start);

// As CSV by its heads, as JSON by the first row.
const beginsTable = (start: string): boolean =>
  /^[^\r\n]*work ms,tasks,kept,done,failed,error,runs\r\n/.test(start) ||
  /^\[\n {2}\{\n {4}"index": \d+,\n {4}"values": \{/.test(start);

/** What an earlier call may have written that a later one writes anew. */
export const kinds = {
  record: { begins: beginsRecord, said: 'record of events that MLPipeline wrote' },
  report: { begins: beginsReport, said: 'report that MLPipeline wrote' },
  trace: { begins: beginsTrace, said: 'trace that MLPipeline wrote' },
  failed: { begins: holdsFailed, said: 'file of failed items that MLPipeline wrote' },
  table: { begins: beginsTable, said: 'table of a sweep that MLPipeline wrote' },
} as const;

/** Whether a file is one of this kind; not where it cannot be read. */
export const isOfKind = (path: string, kind: keyof typeof kinds): boolean => {
  const start = Buffer.alloc(most);
  try {
    const file = openSync(path, 'r');
    try {
      return kinds[kind].begins(start.toString('utf8', 0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
};
