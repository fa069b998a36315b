import * as E from 'fp-ts/lib/Either.js';

import { quoted } from '../../diagnostics/wording.js';
import { misfit, neededInputs, unknownInputs } from '../../engine/run/bind-inputs.js';
import type { Values } from '../../engine/events/event.js';
import { inputOfText } from '../../engine/run/input-text.js';
import type { Graph, PipelineInput } from '../../graph/graph.js';
import { FinalError } from '../../runners/final-error.js';
import { fromJson, isDeeper } from '../../runners/values/json-values.js';
import { Problem } from '../problem.js';
import { fileForm } from './file-form.js';
import { formParts } from './form-parts.js';
import type { FileUploads } from './uploads.js';

/** The inputs of a run as a client has sent them. */
export interface ReadInputs {
  readonly inputs: Values;
  /** Removes the files among them. */
  readonly remove: () => void;
}

interface Mistake {
  readonly input?: string;
  readonly detail: string;
}

const deepest = 500;

/** Reads them off a body, as JSON or as a form. Throws a `Problem` with all that is wrong with them. */
export const readInputs = async (
  graph: Graph,
  only: readonly string[] | undefined,
  contentType: string | undefined,
  body: Uint8Array,
  uploads: FileUploads,
): Promise<ReadInputs> => {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  const given = new Map<string, unknown>();
  const mistakes: Mistake[] = [];
  const files: (() => void)[] = [];
  const remove = (): void => {
    for (const one of files) one();
  };
  if (type === 'application/json' || (type === undefined && body.length === 0))
    for (const [name, value] of jsonEntries(body)) given.set(name, value);
  else if (type === 'multipart/form-data') {
    const reader = new FormReader(graph, uploads, files);
    for (const [name, part] of await formParts(body, contentType ?? '')) {
      if (given.has(name))
        mistakes.push({ input: name, detail: `input ${quoted(name)} is given twice` });
      const read = await reader.read(name, part);
      given.set(name, E.isRight(read) ? read.right : undefined);
      if (E.isLeft(read)) mistakes.push({ input: name, detail: read.left });
    }
  } else
    throw new Problem(
      415,
      'content-type',
      'inputs must be sent as `application/json` or as `multipart/form-data`',
      {},
      { Accept: 'application/json, multipart/form-data' },
    );
  mistakes.push(...mistakesIn(graph, given, only, new Set(mistakes.map(({ input }) => input))));
  if (mistakes.length > 0) {
    remove();
    throw new Problem(422, 'wrong-inputs', mistakes.map(({ detail }) => detail).join('; '), {
      errors: mistakes.slice(0, 100),
    });
  }
  return { inputs: Object.fromEntries(given), remove };
};

const mistakesIn = (
  graph: Graph,
  given: ReadonlyMap<string, unknown>,
  only: readonly string[] | undefined,
  told: ReadonlySet<string | undefined>,
): readonly Mistake[] => {
  const needed = neededInputs(graph, only);
  const declared = graph.inputs.flatMap((input): Mistake[] => {
    const { name, default: fallback } = input;
    if (told.has(name)) return [];
    if (given.has(name)) {
      const detail = misfit(input, given.get(name));
      return detail === undefined ? [] : [{ input: name, detail }];
    }
    const isNeeded = fallback === undefined && needed?.has(name) !== false;
    return isNeeded ? [{ input: name, detail: `missing input: ${quoted(name)}` }] : [];
  });
  const unknown = [...given.keys()].flatMap((name) =>
    unknownInputs(graph, Object.fromEntries([[name, undefined]])).map((detail) => ({
      input: name,
      detail,
    })),
  );
  return [...declared, ...unknown];
};

const jsonEntries = (body: Uint8Array): readonly [string, unknown][] => {
  if (body.length === 0) return [];
  const wrong = (detail: string): Problem => new Problem(400, 'malformed-json', detail);
  let data: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (isDeeper(text, deepest)) throw wrong(`the JSON is more than ${deepest} levels deep`);
    data = fromJson(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof FinalError || error instanceof SyntaxError) throw wrong(error.message);
    throw wrong('the body is not UTF-8 text');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong('the body must be an object from inputs to values');
  return Object.entries(data);
};

/** Reads the parts of a form: texts as the command line reads them, and files. */
class FormReader {
  private readonly graph: Graph;
  private readonly uploads: FileUploads;
  private readonly files: (() => void)[];

  constructor(graph: Graph, uploads: FileUploads, files: (() => void)[]) {
    this.graph = graph;
    this.uploads = uploads;
    this.files = files;
  }

  async read(name: string, part: string | File): Promise<E.Either<string, unknown>> {
    const input = this.graph.inputs.find((one) => one.name === name);
    // That there is no such input is told with the others.
    if (input === undefined) return E.right(undefined);
    return typeof part === 'string' ? inputOfText(name, part, input.type) : this.file(input, part);
  }

  private async file(input: PipelineInput, file: File): Promise<E.Either<string, unknown>> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const { name, type } = input;
    if (type === 'json' && /^application\/json\b/.test(file.type))
      return inputOfText(name, Buffer.from(bytes).toString(), type);
    switch (fileForm(this.graph, input)) {
      case 'media':
        return E.right({ mediaType: file.type || 'application/octet-stream', bytes });
      case 'bytes':
        return E.right(bytes);
      case 'path': {
        const { path, remove } = await this.uploads.save(file.name, bytes);
        this.files.push(remove);
        return E.right(path);
      }
      case undefined:
        return E.left(`input ${quoted(name)} does not take a file: send its value`);
    }
  }
}
