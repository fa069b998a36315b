import { useEffect, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { GrainSource } from './grain.js';
import type { Picture } from './placed-picture.js';

/** The script of the worker, which the build puts here: gzip in base64. */
declare const LAYOUT_WORKER: string;

/** What of a page may make scripts, where the browser watches over that: this worker, and nothing else. */
const policy = (
  globalThis as {
    readonly trustedTypes?: {
      readonly createPolicy: (
        name: string,
        rules: { readonly createScriptURL: (url: string) => string },
      ) => { readonly createScriptURL: (url: string) => string };
    };
  }
).trustedTypes?.createPolicy('layout', { createScriptURL: (url) => url });

const startWorker = async (): Promise<Worker> => {
  const packed = new Blob([Uint8Array.from(atob(LAYOUT_WORKER), (one) => one.charCodeAt(0))]);
  const script = new Response(packed.stream().pipeThrough(new DecompressionStream('gzip')));
  const url = URL.createObjectURL(new Blob([await script.text()], { type: 'text/javascript' }));
  return new Worker(policy?.createScriptURL(url) ?? url);
};

const sourceOf = ({ tasks }: ReportData): GrainSource => ({
  tasks: tasks.map(({ name, runner, level, needs }) => ({ name, runner, level, needs })),
});

export interface Pictures {
  readonly all: readonly Picture[];
  readonly isMade: boolean;
}

/** The pictures of a run's graph, as they are laid out; a graph does not change in a run. */
export const usePictures = (data: ReportData): Pictures => {
  const [pictures, setPictures] = useState<Pictures>({ all: [], isMade: false });
  useEffect(() => {
    setPictures({ all: [], isMade: false });
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
      setPictures(({ all }) => ({ all, isMade: true }));
    };
    startWorker().then((worker) => {
      ending.signal.addEventListener('abort', () => {
        worker.terminate();
      });
      if (ending.signal.aborted) {
        worker.terminate();
        return;
      }
      worker.onmessage = ({ data: picture }: MessageEvent<Picture | undefined>) => {
        if (picture === undefined) end();
        else setPictures(({ all }) => ({ all: [...all, picture], isMade: false }));
      };
      worker.onerror = end;
      worker.postMessage(sourceOf(data));
    }, end);
    return () => {
      ending.abort();
    };
  }, [data.run, data.tasks.length]);
  return pictures;
};
