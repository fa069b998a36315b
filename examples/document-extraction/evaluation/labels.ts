import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Field } from '../extraction.js';

/** A page of which it is known what stands in it. */
export interface LabelledPage {
  readonly id: string;
  readonly path: string;
  /** As the label says them; what it leaves out is not asked for. */
  readonly expected: Readonly<Partial<Record<Field, string>>>;
}

// What a label may call a field.
const names: Readonly<Record<Field, readonly string[]>> = {
  company: ['company', 'issuer'],
  date: ['date'],
  address: ['address'],
  total: ['total', 'amount'],
};

/**
 * The labelled pages of a folder: of each `ID/label.json` that names at least one of our fields,
 * under `fields`, the file that it names under `file`.
 */
export const labelledPages = async (folder: string): Promise<LabelledPage[]> => {
  const ids = await readdir(folder).catch(() => {
    throw new Error(`there is no folder \`${folder}\` of labelled pages`);
  });
  const pages = await Promise.all(ids.sort().map((id) => labelledPage(folder, id)));
  return pages.filter((page) => page !== undefined);
};

const labelledPage = async (folder: string, id: string): Promise<LabelledPage | undefined> => {
  const text = await readFile(join(folder, id, 'label.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { file, fields } = JSON.parse(text) as { file?: unknown; fields?: unknown };
  if (typeof file !== 'string' || typeof fields !== 'object' || fields === null) return undefined;
  const expected = Object.entries(names).flatMap(([field, called]) => {
    const value = called.map((name) => (fields as Record<string, unknown>)[name]).find(isSaid);
    return value === undefined ? [] : [[field, String(value)] as const];
  });
  if (expected.length === 0) return undefined;
  return { id, path: join(folder, id, file), expected: Object.fromEntries(expected) };
};

const isSaid = (value: unknown): value is string | number =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
