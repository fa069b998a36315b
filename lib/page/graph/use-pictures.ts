import { useEffect, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { Wanted } from './layout-worker.js';
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

const layOut = (
  wanted: Wanted,
  take: (picture: Picture) => void,
  end: () => void,
): (() => void) => {
  const ending = new AbortController();
  const finish = (): void => {
    ending.abort();
    end();
  };
  startWorker().then((worker) => {
    if (ending.signal.aborted) {
      worker.terminate();
      return;
    }
    ending.signal.addEventListener('abort', () => {
      worker.terminate();
    });
    worker.onmessage = ({ data: picture }: MessageEvent<Picture | undefined>) => {
      if (picture === undefined) finish();
      else take(picture);
    };
    worker.onerror = finish;
    worker.postMessage(wanted);
  }, finish);
  return () => {
    ending.abort();
  };
};

const sourceOf = ({ tasks }: ReportData): Wanted['source'] => ({
  tasks: tasks.map(({ name, runner, level, needs }) => ({ name, runner, level, needs })),
});

export interface Pictures {
  readonly all: readonly Picture[];
  readonly isMade: boolean;
}

const none: Pictures = { all: [], isMade: false };

/** The pictures of a run's graph, as they are laid out; a graph does not change in a run. */
export const usePictures = (data: ReportData): Pictures => {
  const [pictures, setPictures] = useState(none);
  useEffect(() => {
    setPictures(none);
    return layOut(
      { source: sourceOf(data) },
      (picture) => {
        setPictures(({ all }) => ({ all: [...all, picture], isMade: false }));
      },
      () => {
        setPictures(({ all }) => ({ all, isMade: true }));
      },
    );
  }, [data.run, data.tasks.length]);
  return pictures;
};

/** The picture of what is around a task. */
export const useNearPicture = (
  data: ReportData,
  around: number | undefined,
): Picture | undefined => {
  const [picture, setPicture] = useState<Picture>();
  useEffect(() => {
    if (around === undefined) {
      setPicture(undefined);
      return undefined;
    }
    return layOut({ source: sourceOf(data), around }, setPicture, () => undefined);
  }, [data.run, around]);
  return picture;
};
