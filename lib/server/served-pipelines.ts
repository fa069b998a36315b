import { didYouMean, Suggester } from '../diagnostics/suggest.js';
import { quoted } from '../diagnostics/wording.js';
import { Slots } from '../engine/slots/slots.js';
import type { Graph } from '../graph/graph.js';
import { Problem } from './problem.js';

/** A pipeline that is to be served. */
export interface PipelineToServe {
  readonly graph: Graph;
  /** The file that it was loaded from, for whoever goes on with its runs. */
  readonly file?: string | undefined;
  /** What else they have to know, as JSON data. */
  readonly asked?: Readonly<Record<string, unknown>>;
}

/** A pipeline as it is served. */
export interface ServedPipeline {
  /** Its name as a part of a path. */
  readonly id: string;
  readonly graph: Graph;
  readonly file: string | undefined;
  readonly asked: Readonly<Record<string, unknown>> | undefined;
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

  constructor(pipelines: readonly PipelineToServe[]) {
    this.all = pipelines.map(({ graph, file, asked }) => ({
      id: idOf(graph.name),
      ...{ graph, file, asked },
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

  /** By its id, or its name. */
  get(name: string): ServedPipeline | undefined {
    return this.byId.get(name) ?? this.all.find(({ graph }) => graph.name === name);
  }

  /** The same. Throws a `Problem` where there is none. */
  find(name: string): ServedPipeline {
    const found = this.get(name);
    if (found !== undefined) return found;
    const meant = didYouMean(new Suggester().nearest(name, this.byId.keys()));
    const [hint = '`GET /pipelines` lists them'] = meant;
    throw new Problem(404, 'no-pipeline', `there is no pipeline ${quoted(name)}: ${hint}`);
  }
}
