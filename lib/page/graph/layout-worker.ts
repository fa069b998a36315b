import dagre from '@dagrejs/dagre';

import type { Dagre } from './dagre.js';
import { grains, type GrainSource } from './grain.js';
import { picture } from './picture.js';

/** Lays pictures out beside the page, which meanwhile scrolls: hundreds of links take seconds. */
addEventListener('message', ({ data }: MessageEvent<GrainSource>) => {
  const { graphlib, layout } = dagre as unknown as Dagre;
  for (const grain of grains(data)) postMessage(picture(grain, { graphlib, layout }));
  postMessage(undefined);
});
