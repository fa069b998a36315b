import { quoted } from '../diagnostics/wording.js';
import { Slots } from '../engine/slots.js';
import type { Graph } from '../graph/graph.js';
import { Problem } from './problem.js';

/** A pipeline as it is served. */
export interface ServedPipeline {
  /** Its name as a part of a path. */
  readonly id: string;
  readonly graph: Graph;
  /** Shared by its runs: what there is once is there once for all of them. */
  readonly slots: Slots | undefined;
}

/** `Document extraction` as `document-extraction`. */
export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'pipeline';

/** The pipelines by their ids. Throws a `RangeError` where two have the same. */
export class ServedPipelines {
  readonly all: readonly ServedPipeline[];
  private readonly byId = new Map<string, ServedPipeline>();

  constructor(pipelines: readonly { readonly graph: Graph }[]) {
    this.all = pipelines.map(({ graph }) => ({
      id: idOf(graph.name),
      graph,
      slots: graph.resources.size === 0 ? undefined : new Slots(graph.concurrency, graph.resources),
    }));
    for (const pipeline of this.all) {
      const same = this.byId.get(pipeline.id);
      if (same !== undefined)
        throw new RangeError(
          `two pipelines would be served as ${quoted(pipeline.id)}, ${quoted(same.graph.name)} and ${quoted(pipeline.graph.name)}: give one another name`,
        );
      this.byId.set(pipeline.id, pipeline);
    }
  }

  /** By its id, or its name. Throws a `Problem` where there is none. */
  find(name: string): ServedPipeline {
    const found = this.byId.get(name) ?? this.all.find(({ graph }) => graph.name === name);
    if (found === undefined)
      throw new Problem(
        404,
        'no-pipeline',
        `there is no pipeline ${quoted(name)}: \`GET /pipelines\` lists them`,
      );
    return found;
  }
}
