import canonicalize from 'canonicalize';

import { quoted } from '../diagnostics/wording.js';
import { messageOf } from '../diagnostics/thrown.js';
import { allComponents } from '../graph/component-at.js';
import type { Component, Graph } from '../graph/graph.js';
import { CodeReader, UnknownCode } from '../store/cache/code-of.js';
import { UnkeyedParams } from '../store/cache/result-key.js';
import { sha256 } from '../store/values/sha256.js';
import { QueueError } from './queue-error.js';

/** Another number says that overseers and workers do not understand each other. */
const protocol = 1;

/** The pool of components and workers that name none. */
export const anyPool = 'default';

/** What a worker must have to make the attempts of a component. */
export interface Need {
  /** A hash of all that must be the same on both sides; the name of a queue. */
  readonly key: string;
  readonly runner: string;
  readonly pool: string;
}

/** Finds the needs of components, each once. */
export class Needs {
  private readonly reader = new CodeReader();
  private readonly found = new Map<Component, Need>();
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Throws a `QueueError` where the code or the params cannot be told. */
  of(component: Component): Need {
    let need = this.found.get(component);
    if (need === undefined) this.found.set(component, (need = this.find(component)));
    return need;
  }

  private find(component: Component): Need {
    const { runner, params, inputs, outputs, timeout, thread, batch } = component;
    const pool = component.workers ?? anyPool;
    const code = this.reader.of(component, this.directory);
    if (code instanceof UnknownCode) throw new QueueError(code.message);
    const declared = {
      protocol,
      pool,
      runner: runner.name,
      code,
      params: plain(component, params),
      inputs: inputs.map(({ port }) => port),
      outputs: outputs.map(({ port }) => port),
      timeout: timeout ?? null,
      thread: thread ?? null,
      batch: batch !== undefined,
    };
    return { key: sha256(canonicalize(declared) ?? ''), runner: runner.name, pool };
  }
}

const plain = ({ name }: Component, params: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(params)) as unknown;
  } catch (error) {
    throw new UnkeyedParams(`the params of ${quoted(name)} are not JSON: ${messageOf(error)}`);
  }
};

/** The components of a graph whose attempts can be made elsewhere, those tried in their place among them. */
export const carriable = function* (graph: Graph): Generator<Component> {
  for (const [, component] of allComponents(graph)) {
    const element = component.map?.element ?? component;
    if (element.pipeline === undefined) yield element;
    for (const other of element.fallback ?? []) if (other.pipeline === undefined) yield other;
  }
};
