import canonicalize from 'canonicalize';

import type { JsonComponent, JsonGraph } from '../drawing/json-graph.js';
import type { KeptRun } from '../store/store.js';
import type { KeptValue } from '../store/values/kept-value.js';
import { componentsIn } from './metric.js';
import { EventLoopTurns } from './event-loop-turns.js';

/** What a run was of, as names and JSON values: `ocr.psm`, `input page`, `code of ocr`, `seed`. */
export type Facts = ReadonlyMap<string, unknown>;

/** Reads what a run was of; declarations that many share are taken apart once. */
export const factsReader = (): ((run: KeptRun) => Facts) => {
  const known = new Map<string, Facts>();
  const declared = ({ hash, declaration }: KeptRun['declared']): Facts => {
    const before = known.get(hash);
    if (before !== undefined) return before;
    const facts = declaredFacts(JSON.parse(declaration) as JsonGraph);
    known.set(hash, facts);
    return facts;
  };
  return (run) => {
    const { pipeline, code, inputs, seed, options } = run;
    return new Map<string, unknown>([
      ['pipeline', pipeline],
      ...declared(run.declared),
      ...[...inputs].map(([name, value]) => [`input ${name}`, valueFact(value)] as const),
      ...Object.entries(code).map(([path, hash]) => [codeFact(path), shortHash(hash)] as const),
      ['seed', seed],
      ...Object.entries(options)
        .filter(([name]) => name !== 'asked')
        .map(([name, value]) => [`option ${name}`, value] as const),
    ]);
  };
};

const codeFact = (path: string): string => `code of ${path}`;

/** As much of a hash as tells apart. */
const shortHash = (hash: string): string => hash.slice(0, 12);

const longest = 200;

// What is long is told by its hash, and so is what is damaged.
export const valueFact = ({ json, hash, blobs }: KeptValue): unknown => {
  const byHash = `#${shortHash(hash)}`;
  if (json === undefined || json.length > longest || blobs.length > 0) return byHash;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return byHash;
  }
};

const declaredFacts = (graph: JsonGraph): Facts => {
  const facts = new Map<string, unknown>();
  for (const [path, component] of componentsIn(graph)) {
    facts.set(`${runnerOf}${path}`, component.runner);
    leaves(facts, path, component.params ?? {});
    for (const key of declaredKeys)
      if (component[key] !== undefined) leaves(facts, `${path} ${key}`, component[key]);
  }
  for (const key of ['outputs', 'timeout', 'concurrency', 'resources'] as const)
    if (graph[key] !== undefined) facts.set(`declared ${key}`, canonicalize(graph[key]));
  return facts;
};

/** What of a component is told beside its params; that of a pipeline within stands for itself. */
const declaredKeys = [
  'inputs',
  'outputs',
  'timeout',
  'retry',
  'resources',
  'when',
  'onFailure',
  'map',
  'fallback',
  'hedge',
  'batch',
  'repeat',
  'thread',
] as const satisfies readonly (keyof JsonComponent)[];

/** Lists are one value: their places mean nothing by themselves. */
const leaves = (facts: Map<string, unknown>, path: string, value: unknown): void => {
  if (typeof value !== 'object' || value === null) facts.set(path, value);
  else if (Array.isArray(value)) facts.set(path, canonicalize(value));
  else for (const [key, inner] of Object.entries(value)) leaves(facts, `${path}.${key}`, inner);
};

/** The facts that are not the same in all, in the order in which they are told. */
export const varyingFacts = async (
  all: readonly Facts[],
  turns = new EventLoopTurns(),
): Promise<readonly string[]> => {
  if (all.length < 2) return [];
  const seen = new Map<string, { readonly texts: Set<string>; count: number }>();
  await turns.each(all, (facts) => {
    for (const [name, value] of facts) {
      const one = seen.get(name) ?? { texts: new Set<string>(), count: 0 };
      one.texts.add(canonicalize(value) ?? '');
      one.count += 1;
      seen.set(name, one);
    }
  });
  const varying = [...seen].flatMap(([name, { texts, count }]) =>
    texts.size === 1 && count === all.length ? [] : [name],
  );
  // That a component is not there says all of it.
  const absent = varying.flatMap((name) => {
    const path = name.startsWith(runnerOf) ? name.slice(runnerOf.length) : undefined;
    return path === undefined || seen.get(name)?.count === all.length ? [] : [path];
  });
  return varying.filter(
    (name) =>
      !absent.some(
        (path) =>
          name.startsWith(`${path}.`) || name.startsWith(`${path} `) || name === codeFact(path),
      ),
  );
};

const runnerOf = 'runner of ';
