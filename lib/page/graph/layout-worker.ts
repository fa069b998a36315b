import dagre from '@dagrejs/dagre';

import type { Dagre } from './dagre.js';
import { grains, type GrainSource } from './coarse-graph.js';
import { neighbourhood } from './neighbourhood.js';
import { picture } from './picture.js';

/** The pictures of a graph; or of what is around one of its tasks. */
export interface Wanted {
  readonly source: GrainSource;
  readonly around?: number;
}

/** Lays pictures out beside the page, which meanwhile scrolls: hundreds of links take seconds. */
addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  // Its types say that a node has `x` and `y` before it is laid out.
  const { graphlib, layout } = dagre as unknown as Dagre;
  const { source, around } = data;
  const wanted = around === undefined ? grains(source) : [neighbourhood(source, around)];
  for (const grain of wanted) postMessage(picture(grain, { graphlib, layout }));
  postMessage(undefined);
});
