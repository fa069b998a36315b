import { CsvError, parse } from 'csv-parse/sync';

import { mostBytes } from '../../declaration/limits.js';
import { counted, listed, quoted } from '../../diagnostics/wording.js';
import { missingInputs, type NeededInputs, unknownInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import type { Graph } from '../../graph/graph.js';
import { isNote, type ReadItem } from './read-item.js';
import { UsageError } from '../exit/usage-error.js';
import { type Line, loneReturn } from '../files/lines-of.js';
import { typed } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';

/**
 * Items from CSV whose first line names the inputs: cells are typed as the pipeline declares, an
 * empty one stands for the input's default where it has one. Throws a `UsageError` for a header that
 * is missing, names what is no input, or leaves out one that `fixed`, the inputs of all items, does
 * not give.
 */
export async function* csvItems(
  lines: AsyncIterable<Line>,
  name: string,
  graph: Graph,
  fixed: Values,
  needed?: NeededInputs,
): AsyncGenerator<ReadItem> {
  let header: readonly string[] | undefined;
  for await (const { number, text, bytes } of recordsOf(lines, name)) {
    if (typeof text === 'string' && text.trim() === '') continue;
    const place = `${name}:${number}`;
    const cells = typeof text === 'string' ? cellsOf(text) : 'it is not UTF-8';
    if (header === undefined) {
      header = headerOf(cells, place, graph, fixed, needed);
      continue;
    }
    const item = { place, size: bytes };
    if (typeof cells === 'string') yield { ...item, problem: cells, raw: text };
    else yield { ...item, ...rowOf(header, cells, graph) };
  }
  if (header === undefined)
    throw new UsageError(`${quoted(name)} is empty: the first line of CSV names the inputs`);
}

// A quoted cell may hold line breaks: a record ends where every quote is closed.
async function* recordsOf(lines: AsyncIterable<Line>, name: string): AsyncGenerator<Line> {
  let open: { number: number; text: string; bytes: number } | undefined;
  for await (const line of lines) {
    const { text } = line;
    if (typeof text !== 'string') {
      if (open !== undefined) yield open;
      open = undefined;
      yield line;
      continue;
    }
    const isOpen: boolean = isOpenAfter(text, open !== undefined);
    open =
      open === undefined
        ? { number: line.number, text, bytes: line.bytes }
        : { ...open, text: `${open.text}\n${text}`, bytes: open.bytes + line.bytes };
    if (open.bytes > mostBytes)
      throw new UsageError(`${name}:${open.number}: a quote is opened but not closed`);
    if (isOpen) continue;
    yield open;
    open = undefined;
  }
  if (open !== undefined) yield open;
}

// Whether a quoted cell is open behind a line, if one was before it. Quotes open at the beginning of
// a cell only, so that a stray one spoils no other record.
const isOpenAfter = (text: string, wasOpen: boolean): boolean => {
  let isOpen = wasOpen;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1))
    if (!isOpen) isOpen = at === 0 || text[at - 1] === ',';
    else if (text[at + 1] === '"') at += 1;
    else isOpen = false;
  return isOpen;
};

// What stands in quotes; a doubled quote ends one such part and begins the next.
const inQuotes = /"[^"]*"/g;

const cellsOf = (text: string): readonly string[] | string => {
  if (text.includes('\r') && text.replace(inQuotes, '').includes('\r')) return loneReturn;
  if (!text.includes('"')) return text.split(',');
  try {
    return parse(text, { relax_column_count: true, record_delimiter: '\n' })[0] ?? [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quote is opened but not closed'
      : 'unexpected quote: put the cell in quotes, and double each quote in it';
  }
};

const headerOf = (
  cells: readonly string[] | string,
  place: string,
  graph: Graph,
  fixed: Values,
  needed: NeededInputs,
): string[] => {
  if (typeof cells === 'string') throw new UsageError(`${place}: ${cells}`);
  const header = withoutEmptyEnd(cells.map((cell) => cell.trim()));
  const names = new Set(graph.inputs.map(({ name }) => name));
  const columns = header.filter((column) => !isNote(column, names));
  const twice = header.filter((column, index) => header.indexOf(column) < index);
  const unknown = unknownInputs(graph, Object.fromEntries(columns.map((column) => [column, ''])));
  const separator = header.length === 1 ? /[;\t|]/.exec(header[0] ?? '')?.[0] : undefined;
  if (unknown.length > 0 && separator !== undefined)
    throw new UsageError(
      `${place}: cells are separated by commas, not by ${separator === '\t' ? 'tabs' : quoted(separator)}`,
    );
  const problems = [
    ...missingInputs(graph, (name) => columns.includes(name) || Object.hasOwn(fixed, name), needed),
    ...unknown,
    ...(twice.length > 0 ? [`the header has ${listed(twice, 'and', 5, quoted)} twice`] : []),
  ];
  if (problems.length > 0) throw new UsageError(`${place}: ${problems.join('\n  ')}`);
  refuseUntyped(graph, columns, place);
  return header;
};

// As spreadsheets write them: as many cells in each row as the widest has.
const withoutEmptyEnd = (cells: readonly string[], least = 0): string[] =>
  cells.slice(0, Math.max(least, cells.findLastIndex((cell) => cell !== '') + 1));

const rowOf = (
  header: readonly string[],
  written: readonly string[],
  { inputs }: Graph,
): Pick<ReadItem, 'values' | 'problem' | 'raw'> => {
  const names = new Set(inputs.map(({ name }) => name));
  const values: [string, unknown][] = [];
  const notes: [string, string][] = [];
  const problems: string[] = [];
  const cells = withoutEmptyEnd(written, header.length);
  if (cells.length !== header.length)
    problems.push(`${counted(cells.length, 'cell')}, but the header has ${header.length}`);
  for (const [index, column] of header.entries()) {
    const cell = cells[index];
    if (cell === undefined) continue;
    if (isNote(column, names)) {
      notes.push([column, cell]);
      continue;
    }
    const input = inputs.find(({ name }) => name === column);
    if (cell === '' && input?.default !== undefined) continue;
    let value: unknown = cell;
    try {
      value = typed(column, cell, input?.type);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
    }
    values.push([column, value]);
  }
  // What does not fit its type is there as it stands, to be mended.
  const raw: Values = Object.fromEntries([...values, ...notes]);
  return problems.length > 0
    ? { problem: problems.join('; '), raw }
    : { values: Object.fromEntries(values), raw };
};
