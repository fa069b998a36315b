import { useEffect, useRef } from 'preact/hooks';

import type { Place } from './place.js';

const names: Readonly<Record<string, string>> = {
  run: 'Run',
  compare: 'Two runs',
  pipeline: 'Pipeline',
  pipelines: 'Pipelines',
  workers: 'Workers',
  sweep: 'Sweep',
  comparison: 'Comparison',
  sweeps: 'Sweeps',
  batch: 'Batch',
};

const titleOf = (place: Place): string => {
  const key = Object.keys(names).find((name) => place[name] !== undefined);
  return key === undefined ? 'Runs' : `${names[key] ?? ''} ${place[key] ?? ''}`.trim();
};

/**
 * Names in the title of the window what is shown and, where that took the place of the link that led to it,
 * gives it the focus: it would be lost to who uses no pointer.
 */
export const useArrival = (place: Place): { readonly current: HTMLDivElement | null } => {
  const view = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  const title = titleOf(place);
  useEffect(() => {
    document.title = `${title} · MLPipeline`;
    if (!isFirst.current && document.activeElement === document.body) {
      scrollTo(0, 0);
      view.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [title]);
  return view;
};
